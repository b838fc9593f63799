package io.cascade.springai;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;

import io.cascade.CascadeChunk;
import io.cascade.ContentPart;
import io.cascade.InvalidRequestException;

import org.springframework.ai.content.Media;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/**
 * Media of Spring AI as parts of a message, and back.
 */
final class MediaParts {

	private static final String BASE64 = ";base64,";

	/** As OpenRouter names the formats, where the subtype of the MIME type differs. */
	private static final Map<String, String> SOUNDS = Map.of("mpeg", "mp3", "mpeg3", "mp3", "x-mpeg", "mp3", "x-wav",
			"wav", "wave", "wav", "vnd.wave", "wav", "x-aiff", "aiff", "mp4", "m4a", "x-m4a", "m4a", "x-flac", "flac");

	private MediaParts() {
	}

	static ContentPart part(Media media) {
		MimeType type = media.getMimeType();
		return switch (type.getType().toLowerCase(Locale.ROOT)) {
			case "image" -> ContentPart.image(url(media));
			case "video" -> ContentPart.video(url(media));
			case "audio" -> ContentPart.audio(sound(media), format(type));
			default -> ContentPart.file(name(media), url(media));
		};
	}

	private static String name(Media media) {
		String subtype = media.getMimeType().getSubtype();
		return (media.getName().indexOf('.') >= 0 || subtype.length() > 4) ? media.getName()
				: media.getName() + "." + subtype;
	}

	private static String format(MimeType type) {
		String subtype = type.getSubtype().toLowerCase(Locale.ROOT);
		return SOUNDS.getOrDefault(subtype, subtype);
	}

	private static String url(Media media) {
		Object data = media.getData();
		if (data instanceof byte[] bytes) {
			return dataUrl(media.getMimeType(), Base64.getEncoder().encodeToString(bytes));
		}
		String text = data.toString();
		return isUrl(text) ? text : dataUrl(media.getMimeType(), text);
	}

	private static String dataUrl(MimeType type, String base64) {
		return "data:" + type.getType() + "/" + type.getSubtype() + BASE64 + base64;
	}

	private static boolean isUrl(String text) {
		return text.startsWith("data:") || text.regionMatches(0, "http://", 0, 7)
				|| text.regionMatches(0, "https://", 0, 8);
	}

	private static String sound(Media media) {
		Object data = media.getData();
		if (data instanceof byte[] bytes) {
			return Base64.getEncoder().encodeToString(bytes);
		}
		String text = data.toString();
		int comma = text.indexOf(BASE64);
		if (text.startsWith("data:") && comma > 0) {
			return text.substring(comma + BASE64.length());
		}
		if (isUrl(text)) {
			throw InvalidRequestException.inField("messages", "Sound is sent as data: give Media bytes, not a URL");
		}
		return text;
	}

	/** Sound has no type of its own here: it is what the request asked for. */
	static Media media(CascadeChunk.Media answered) {
		boolean image = "image".equals(answered.type());
		String data = answered.data();
		if (!image) {
			return Media.builder()
				.mimeType(MimeTypeUtils.parseMimeType("audio/wav"))
				.data(Base64.getDecoder().decode(data.getBytes(StandardCharsets.US_ASCII)))
				.build();
		}
		int comma = data.indexOf(BASE64);
		if (data.startsWith("data:") && comma > 0) {
			return Media.builder()
				.mimeType(MimeTypeUtils.parseMimeType(data.substring("data:".length(), comma)))
				.data(Base64.getDecoder().decode(data.substring(comma + BASE64.length())))
				.build();
		}
		return Media.builder().mimeType(MimeTypeUtils.IMAGE_PNG).data(URI.create(data)).build();
	}

}
