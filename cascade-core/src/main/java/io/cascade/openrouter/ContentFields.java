package io.cascade.openrouter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

import io.cascade.ContentPart;
import io.cascade.Message;
import org.jspecify.annotations.Nullable;

/**
 * Reads the content of one message. Not thread-safe.
 */
final class ContentFields {

	private static final Map<String, BiConsumer<ContentFields, BodyField>> PARTS = new LinkedHashMap<>();

	/** An assistant also declines and thinks. */
	private static final Map<String, BiConsumer<ContentFields, BodyField>> OF_ASSISTANT = new LinkedHashMap<>();

	static {
		PARTS.put("text", (content, part) -> content.add(text(part)));
		PARTS.put("image_url", (content, part) -> content.add(image(part.field("image_url"))));
		PARTS.put("input_audio", (content, part) -> content.add(audio(part.field("input_audio"))));
		PARTS.put("file", (content, part) -> content.add(file(part.field("file"))));
		PARTS.put("video_url",
				(content, part) -> content.add(ContentPart.video(part.field("video_url").field("url").text())));
		OF_ASSISTANT.putAll(PARTS);
		OF_ASSISTANT.put("refusal",
				(content, part) -> content.refusal = joined(content.refusal, part.field("refusal").text()));
		OF_ASSISTANT.put("thinking",
				(content, part) -> content.thoughts = joined(content.thoughts, words(part.field("thinking"))));
	}

	private final Message.Role role;

	private final List<ContentPart> parts = new ArrayList<>(1);

	private @Nullable String refusal;

	private @Nullable String thoughts;

	ContentFields(Message.Role role) {
		this.role = role;
	}

	void read(BodyField content) {
		if (content.isList()) {
			content.list().forEach(this::part);
		}
		else if (content.isText()) {
			add(ContentPart.text(content.text()));
		}
		else if (content.isSet() || !isOfAssistant()) {
			throw content.wrong("a string or a list of parts");
		}
		withoutEmptyTexts();
	}

	private boolean isOfAssistant() {
		return this.role == Message.Role.ASSISTANT;
	}

	private void part(BodyField part) {
		part.field("type").oneOf(isOfAssistant() ? OF_ASSISTANT : PARTS).accept(this, part);
	}

	private void add(ContentPart part) {
		this.parts.add(part);
	}

	/** Clients send them beside an image or a call, and servers refuse them. */
	private void withoutEmptyTexts() {
		if (isOfAssistant() || !this.parts.stream().allMatch(ContentFields::isEmpty)) {
			this.parts.removeIf(ContentFields::isEmpty);
		}
	}

	private static boolean isEmpty(ContentPart part) {
		return part instanceof ContentPart.Text text && text.text().isEmpty();
	}

	/** A mark of the whole message is one at its last text. */
	void mark() {
		for (int i = this.parts.size() - 1; i >= 0; i--) {
			if (this.parts.get(i) instanceof ContentPart.Text text) {
				this.parts.set(i, new ContentPart.Text(text.text(), true));
				return;
			}
		}
	}

	List<ContentPart> parts() {
		return this.parts;
	}

	@Nullable String refusal() {
		return this.refusal;
	}

	@Nullable String thoughts() {
		return this.thoughts;
	}

	private static ContentPart text(BodyField part) {
		BodyField mark = part.field("cache_control");
		mark.ifSet(BodyField::object);
		return new ContentPart.Text(part.field("text").text(), mark.isSet());
	}

	/** Some clients send the URL on its own. */
	private static ContentPart image(BodyField image) {
		return image.isText() ? ContentPart.image(image.text())
				: new ContentPart.Image(image.field("url").text(), image.field("detail").ifSet(BodyField::text));
	}

	private static ContentPart audio(BodyField audio) {
		return ContentPart.audio(audio.field("data").text(), audio.field("format").text());
	}

	private static ContentPart file(BodyField file) {
		String id = file.field("file_id").ifSet(BodyField::text);
		BodyField data = file.field("file_data");
		return new ContentPart.File(file.field("filename").ifSet(BodyField::text),
				(id == null) ? data.text() : data.ifSet(BodyField::text), id);
	}

	private static String words(BodyField thinking) {
		if (!thinking.isText() && !thinking.isList()) {
			throw thinking.wrong("a string or a list of texts");
		}
		return ContentWords.of(thinking.value());
	}

	private static String joined(@Nullable String before, String more) {
		return (before != null) ? before + more : more;
	}

}
