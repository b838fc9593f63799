package io.cascade.langchain4j;

import java.net.URI;
import java.util.Locale;

import dev.langchain4j.data.audio.Audio;
import dev.langchain4j.data.image.Image;
import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.PdfFileContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.VideoContent;
import dev.langchain4j.data.pdf.PdfFile;
import dev.langchain4j.data.video.Video;
import dev.langchain4j.exception.UnsupportedFeatureException;
import io.cascade.ContentPart;
import org.jspecify.annotations.Nullable;

/**
 * Reads text, images, sound, files and films of LangChain4j.
 */
final class ContentReader {

	private ContentReader() {
	}

	static ContentPart read(Content content) {
		if (content instanceof TextContent text) {
			return ContentPart.text(text.text());
		}
		if (content instanceof ImageContent image) {
			return image(image.image(), image.detailLevel());
		}
		if (content instanceof AudioContent audio) {
			return audio(audio.audio());
		}
		if (content instanceof PdfFileContent pdf) {
			PdfFile file = pdf.pdfFile();
			return ContentPart.file("document.pdf",
					url(file.url(), file.base64Data(), file.mimeType(), "application/pdf"));
		}
		if (content instanceof VideoContent film) {
			Video video = film.video();
			return ContentPart.video(url(video.url(), video.base64Data(), video.mimeType(), "video/mp4"));
		}
		throw new UnsupportedFeatureException("Cascade does not know content of the type " + content.type());
	}

	private static ContentPart image(Image image, ImageContent.@Nullable DetailLevel level) {
		String url = url(image.url(), image.base64Data(), image.mimeType(), "image/png");
		return new ContentPart.Image(url, (level != null) ? detail(level) : null);
	}

	/** Levels that the protocol does not have are rounded up. */
	private static String detail(ImageContent.DetailLevel level) {
		return switch (level) {
			case LOW -> "low";
			case MEDIUM, HIGH -> "high";
			case ULTRA_HIGH -> "original";
			case AUTO -> "auto";
		};
	}

	private static ContentPart audio(Audio audio) {
		if (audio.base64Data() == null) {
			throw new UnsupportedFeatureException(
					"Sound is sent as base64 data; load it from its URL before it is asked about");
		}
		return ContentPart.audio(audio.base64Data(), format(audio.mimeType()));
	}

	/** The protocol has formats such as mp3 where MIME has audio/mpeg. */
	private static String format(@Nullable String mimeType) {
		String type = (mimeType != null) ? mimeType.toLowerCase(Locale.ROOT) : "audio/wav";
		String format = type.substring(type.indexOf('/') + 1);
		return switch (format) {
			case "mpeg", "mp3" -> "mp3";
			case "x-wav", "wave", "vnd.wave" -> "wav";
			case "mp4", "x-m4a" -> "m4a";
			default -> format;
		};
	}

	private static String url(@Nullable URI url, @Nullable String base64, @Nullable String mimeType, String otherwise) {
		return (url != null) ? url.toString()
				: "data:" + ((mimeType != null) ? mimeType : otherwise) + ";base64," + base64;
	}

}
