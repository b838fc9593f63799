package io.cascade;

import java.io.Serializable;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.Nulls;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a message's content. As JSON it names its {@code type}: {@code text},
 * {@code image}, {@code file}, {@code audio} or {@code video}.
 *
 * @see <a href=
 * "https://openrouter.ai/docs/guides/overview/multimodal/overview">Multimodal content</a>
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({ @JsonSubTypes.Type(value = ContentPart.Text.class, name = "text"),
		@JsonSubTypes.Type(value = ContentPart.Image.class, name = "image"),
		@JsonSubTypes.Type(value = ContentPart.File.class, name = "file"),
		@JsonSubTypes.Type(value = ContentPart.Audio.class, name = "audio"),
		@JsonSubTypes.Type(value = ContentPart.Video.class, name = "video") })
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public sealed interface ContentPart extends Serializable {

	/**
	 * Text.
	 * @param text the text
	 * @return the part
	 */
	static ContentPart text(String text) {
		return new Text(text, false);
	}

	/**
	 * An image.
	 * @param url an {@code https} URL or a {@code data:} URL of png, jpeg, webp or gif
	 * @return the part
	 */
	static ContentPart image(String url) {
		return new Image(url, null);
	}

	/**
	 * A file, such as a PDF.
	 * @param name the file's name
	 * @param data an {@code https} URL or a {@code data:} URL
	 * @return the part
	 */
	static ContentPart file(String name, String data) {
		return new File(name, data, null);
	}

	/**
	 * Recorded sound.
	 * @param data base64, without a {@code data:} prefix
	 * @param format for example {@code wav} or {@code mp3}
	 * @return the part
	 */
	static ContentPart audio(String data, String format) {
		return new Audio(data, format);
	}

	/**
	 * A film.
	 * @param url an {@code https} URL or a {@code data:} URL
	 * @return the part
	 */
	static ContentPart video(String url) {
		return new Video(url);
	}

	/**
	 * The size that counts against the limit for prompts.
	 * @return characters of text, URL or base64 data
	 */
	int size();

	/**
	 * Text.
	 *
	 * @param text the text
	 * @param cached whether a prompt cache may end here ({@code cache_control})
	 */
	record Text(String text, @JsonSetter(nulls = Nulls.AS_EMPTY) boolean cached) implements ContentPart {

		@Override
		public int size() {
			return length(this.text);
		}

		@Override
		public String toString() {
			return "Text[" + size() + " characters]";
		}

	}

	/**
	 * An image.
	 *
	 * @param url an {@code https} URL or a {@code data:} URL
	 * @param detail {@code auto}, {@code low}, {@code high} or {@code original}
	 */
	record Image(String url, @Nullable String detail) implements ContentPart {

		@Override
		public int size() {
			return length(this.url);
		}

		@Override
		public String toString() {
			return "Image[" + size() + " characters]";
		}

	}

	/**
	 * A file: its data, or the id of one that was uploaded before. An uploaded file binds
	 * the request to the first target, since no other upstream has it.
	 *
	 * @param name the file's name
	 * @param data an {@code https} URL or a {@code data:} URL
	 * @param id the id of an uploaded file
	 */
	record File(@Nullable String name, @Nullable String data, @Nullable String id) implements ContentPart {

		@Override
		public int size() {
			return length(this.data) + length(this.id);
		}

		@Override
		public String toString() {
			return "File[" + size() + " characters]";
		}

	}

	/**
	 * Recorded sound.
	 *
	 * @param data base64
	 * @param format for example {@code wav} or {@code mp3}
	 */
	record Audio(String data, String format) implements ContentPart {

		@Override
		public int size() {
			return length(this.data);
		}

		@Override
		public String toString() {
			return "Audio[" + size() + " characters]";
		}

	}

	/**
	 * A film.
	 *
	 * @param url an {@code https} URL or a {@code data:} URL
	 */
	record Video(String url) implements ContentPart {

		@Override
		public int size() {
			return length(this.url);
		}

		@Override
		public String toString() {
			return "Video[" + size() + " characters]";
		}

	}

	private static int length(@Nullable String value) {
		return (value != null) ? value.length() : 0;
	}

}
