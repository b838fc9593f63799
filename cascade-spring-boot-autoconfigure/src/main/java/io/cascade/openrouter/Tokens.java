package io.cascade.openrouter;

import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Lenient reading of tokens: what has another type than expected counts as absent, and
 * what ends too early is malformed.
 */
final class Tokens {

	private Tokens() {
	}

	static JsonToken next(JsonParser parser) {
		return complete(parser.nextToken());
	}

	static JsonToken complete(@Nullable JsonToken token) {
		if (token == null || token == JsonToken.NOT_AVAILABLE) {
			throw new MalformedJsonException();
		}
		return token;
	}

	/** A string or a scalar as text, {@code null} for null and for structures. */
	static @Nullable String text(JsonParser parser) {
		JsonToken token = complete(parser.currentToken());
		if (token.isStructStart()) {
			parser.skipChildren();
			return null;
		}
		return (token == JsonToken.VALUE_NULL) ? null : parser.getString();
	}

	static @Nullable Long integer(JsonParser parser) {
		BigDecimal number = decimal(parser);
		return (number != null) ? number.longValue() : null;
	}

	static @Nullable BigDecimal decimal(JsonParser parser) {
		if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
				|| parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT) {
			return parser.getDecimalValue();
		}
		String text = text(parser);
		try {
			return (text != null) ? new BigDecimal(text.strip()) : null;
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	static boolean startsObject(JsonParser parser) {
		return starts(parser, JsonToken.START_OBJECT);
	}

	static boolean startsArray(JsonParser parser) {
		return starts(parser, JsonToken.START_ARRAY);
	}

	private static boolean starts(JsonParser parser, JsonToken wanted) {
		if (parser.currentToken() == wanted) {
			return true;
		}
		parser.skipChildren();
		return false;
	}

}
