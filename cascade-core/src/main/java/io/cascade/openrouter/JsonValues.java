package io.cascade.openrouter;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.cascade.FrozenFields;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * JSON as plain maps, lists, strings, numbers and booleans, for what has no fixed shape.
 */
final class JsonValues {

	/**
	 * A number of any length passes the parser, which only looks for its end: what is too
	 * long for a number is nobody's reason to lose the answer around it.
	 */
	private static final StreamReadConstraints CONSTRAINTS = StreamReadConstraints.builder()
		.maxNestingDepth(500)
		.maxNumberLength(Integer.MAX_VALUE)
		.build();

	/**
	 * What some servers write though it is no JSON, and what can be meant in one way
	 * only: {@code NaN} and {@code Infinity} (unknown numbers), raw line breaks and tabs
	 * in strings, a comma behind the last value.
	 */
	static final JsonFactory FACTORY = JsonFactory.builder()
		.streamReadConstraints(CONSTRAINTS)
		.enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS, JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS,
				JsonReadFeature.ALLOW_TRAILING_COMMA)
		.build();

	/** As many zeros as a double can have. */
	private static final int MOST_SCALE = 400;

	private JsonValues() {
	}

	/** The object in the bytes, or an empty map if they are none. */
	static Map<String, Object> object(byte[] json) {
		try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
			return (parser.nextToken() == JsonToken.START_OBJECT) ? object(parser) : Map.of();
		}
		catch (JacksonException ex) {
			return Map.of();
		}
	}

	static Map<String, Object> object(String json) {
		return object(json.getBytes(StandardCharsets.UTF_8));
	}

	/** The object, list, text or number in the bytes, {@code null} if they are none. */
	static @Nullable Object any(byte[] json) {
		try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
			return (parser.nextToken() != null) ? read(parser) : null;
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	/** Reads the value at the parser's current token with every null that is in it. */
	static @Nullable Object exact(JsonParser parser) {
		return switch (Tokens.complete(parser.currentToken())) {
			case START_OBJECT -> {
				FrozenFields fields = new FrozenFields();
				while (Tokens.next(parser) != JsonToken.END_OBJECT) {
					String name = parser.currentName();
					Tokens.next(parser);
					fields.put(name, exact(parser));
				}
				yield fields.map();
			}
			case START_ARRAY -> {
				List<@Nullable Object> values = new ArrayList<>();
				while (Tokens.next(parser) != JsonToken.END_ARRAY) {
					values.add(exact(parser));
				}
				yield FrozenFields.list(values);
			}
			default -> read(parser);
		};
	}

	/** Reads the value at the parser's current token; nulls inside it are absent. */
	static @Nullable Object read(JsonParser parser) {
		return switch (Tokens.complete(parser.currentToken())) {
			case START_OBJECT -> object(parser);
			case START_ARRAY -> list(parser);
			case VALUE_STRING -> parser.getString();
			case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser);
			case VALUE_TRUE -> true;
			case VALUE_FALSE -> false;
			default -> null;
		};
	}

	/** {@code null} for one that takes more time to add or to print than to read. */
	private static @Nullable Number number(JsonParser parser) {
		if (parser.getStringLength() > Amounts.LONGEST) {
			return null;
		}
		if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
			return parser.getNumberValue();
		}
		return decimal(parser);
	}

	/** What has an exponent that no number has is no number. */
	private static @Nullable BigDecimal decimal(JsonParser parser) {
		try {
			BigDecimal decimal = new BigDecimal(parser.getStringCharacters(), parser.getStringOffset(),
					parser.getStringLength());
			return Amounts.isBounded(decimal, MOST_SCALE) ? decimal : null;
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	static Map<String, Object> object(JsonParser parser) {
		FrozenFields fields = new FrozenFields();
		while (Tokens.next(parser) != JsonToken.END_OBJECT) {
			String name = parser.currentName();
			Tokens.next(parser);
			Object value = read(parser);
			if (value != null) {
				fields.put(name, value);
			}
		}
		return fields.map();
	}

	private static List<Object> list(JsonParser parser) {
		List<Object> values = new ArrayList<>();
		while (Tokens.next(parser) != JsonToken.END_ARRAY) {
			Object value = read(parser);
			if (value != null) {
				values.add(value);
			}
		}
		return FrozenFields.list(values);
	}

	static String write(Object value) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
		try (JsonGenerator generator = WellFormedGenerator.to(bytes)) {
			write(generator, value);
		}
		return bytes.toString(StandardCharsets.UTF_8);
	}

	static void write(JsonGenerator generator, @Nullable Object value) {
		if (value instanceof Map<?, ?> map) {
			generator.writeStartObject();
			map.forEach((name, member) -> {
				generator.writeName(String.valueOf(name));
				write(generator, member);
			});
			generator.writeEndObject();
		}
		else if (value instanceof Iterable<?> values) {
			generator.writeStartArray();
			values.forEach((member) -> write(generator, member));
			generator.writeEndArray();
		}
		else {
			writeScalar(generator, value);
		}
	}

	private static void writeScalar(JsonGenerator generator, @Nullable Object value) {
		if (value == null) {
			generator.writeNull();
		}
		else if (value instanceof Boolean flag) {
			generator.writeBoolean(flag);
		}
		else if (value instanceof Number number) {
			writeNumber(generator, number);
		}
		else {
			generator.writeString(value.toString());
		}
	}

	private static void writeNumber(JsonGenerator generator, Number number) {
		if (number instanceof Double || number instanceof Float) {
			generator.writeNumber(number.doubleValue());
		}
		else if (number instanceof BigDecimal decimal) {
			generator.writeNumber(decimal);
		}
		else if (number instanceof BigInteger integer) {
			generator.writeNumber(integer);
		}
		else {
			generator.writeNumber(number.longValue());
		}
	}

}
