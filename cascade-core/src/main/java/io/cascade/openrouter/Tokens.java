package io.cascade.openrouter;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Lenient reading of tokens: what has another type than expected counts as absent, and
 * what ends too early is malformed.
 */
final class Tokens {

	/** Digits that fit into an {@code int} whatever they are. */
	private static final int SHORT = 9;

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

	/**
	 * A number, also one written as a string, as text; {@code null} for what is too long
	 * to be one, and for everything else.
	 */
	static @Nullable String number(JsonParser parser) {
		JsonToken token = complete(parser.currentToken());
		if (token.isStructStart()) {
			parser.skipChildren();
			return null;
		}
		boolean mayBe = token.isNumeric() || token == JsonToken.VALUE_STRING;
		return (mayBe && parser.getStringLength() <= Amounts.LONGEST) ? parser.getString() : null;
	}

	/** A whole number such as a date; {@code null} for what is negative or absurd. */
	static @Nullable Long integer(JsonParser parser) {
		return isShort(parser) ? Amounts.count(parser.getIntValue()) : Amounts.whole(number(parser));
	}

	/** A number of tokens, or a position; {@code null} for what is negative or absurd. */
	static @Nullable Long count(JsonParser parser) {
		return Amounts.count(isShort(parser) ? Integer.valueOf(parser.getIntValue()) : number(parser));
	}

	/** Whether it is a whole number that an {@code int} holds, as nearly all are. */
	private static boolean isShort(JsonParser parser) {
		return parser.currentToken() == JsonToken.VALUE_NUMBER_INT && parser.getStringLength() <= SHORT;
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
