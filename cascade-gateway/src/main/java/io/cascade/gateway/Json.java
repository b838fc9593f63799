package io.cascade.gateway;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes JSON and the events that carry it. Thread-safe.
 */
final class Json {

	private static final JsonMapper MAPPER = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.build();

	/** Has its deserializers from the start: making them takes a lock. */
	private static final ObjectReader OBJECTS = MAPPER.readerFor(new TypeReference<Map<String, Object>>() {
	});

	private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

	private Json() {
	}

	/** Half of a pair of surrogates can't be written as bytes. */
	static byte[] bytes(Object value) {
		try {
			return MAPPER.writeValueAsBytes(value);
		}
		catch (JacksonException ex) {
			return MAPPER.writeValueAsString(value).getBytes(StandardCharsets.UTF_8);
		}
	}

	static String text(Object value) {
		return MAPPER.writeValueAsString(value);
	}

	/** The object that a text is, {@code null} if it is none. */
	static @Nullable Map<String, Object> parsed(String text) {
		try {
			return OBJECTS.readValue(text);
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	/** An object with these members, without those that are {@code null}. */
	static Map<String, Object> object(@Nullable Object... namesAndValues) {
		Map<String, Object> object = new LinkedHashMap<>();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			Object value = namesAndValues[i + 1];
			if (value != null) {
				object.put(String.valueOf(namesAndValues[i]), value);
			}
		}
		return object;
	}

	/** The inside of a JSON string. */
	static byte[] quoted(String text) {
		try {
			return JsonStringEncoder.getInstance().quoteAsUTF8(text);
		}
		catch (IllegalArgumentException ex) {
			return JsonStringEncoder.getInstance().quoteAsUTF8(whole(text));
		}
	}

	/** Half of a pair of surrogates is no character. */
	private static String whole(String text) {
		return text.codePoints()
			.map((point) -> (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) ? 0xFFFD : point)
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString();
	}

	static byte[] event(Object data) {
		byte[] json = bytes(data);
		byte[] event = new byte[DATA.length + json.length + END.length];
		System.arraycopy(DATA, 0, event, 0, DATA.length);
		System.arraycopy(json, 0, event, DATA.length, json.length);
		System.arraycopy(END, 0, event, DATA.length + json.length, END.length);
		return event;
	}

	static byte[] event(String name, Object data) {
		return joined(("event: " + name + "\n").getBytes(StandardCharsets.US_ASCII), event(data));
	}

	static byte[] joined(byte[]... parts) {
		if (parts.length == 1) {
			return parts[0];
		}
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			all.writeBytes(part);
		}
		return all.toByteArray();
	}

}
