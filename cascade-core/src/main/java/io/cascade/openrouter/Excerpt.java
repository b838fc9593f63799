package io.cascade.openrouter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/**
 * As much of an error as may matter: what it means is looked for in many ways, so nothing
 * is looked at that has no end, and nothing more of it is built. Not thread-safe.
 */
final class Excerpt {

	private static final int MEMBERS = 1000;

	private static final int DEPTH = 32;

	private static final int NAME = 200;

	private static final int TEXT = 64 * 1024;

	private static final int TEXTS = 256 * 1024;

	private int members = MEMBERS;

	private int characters = TEXTS;

	private Excerpt() {
	}

	/**
	 * Of the object, list, text or number in the bytes, {@code null} if they are none.
	 */
	static @Nullable Object of(byte[] json) {
		try (JsonParser parser = JsonValues.FACTORY.createParser(ObjectReadContext.empty(), json)) {
			return (parser.nextToken() != null) ? read(parser) : null;
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	static String of(String text) {
		return text.substring(0, Math.min(text.length(), TEXT));
	}

	/** Reads the value at the parser's current token. */
	static @Nullable Object read(JsonParser parser) {
		return new Excerpt().part(parser, 0);
	}

	private @Nullable Object part(JsonParser parser, int depth) {
		return switch (Tokens.complete(parser.currentToken())) {
			case START_OBJECT -> object(parser, depth + 1);
			case START_ARRAY -> list(parser, depth + 1);
			case VALUE_STRING -> text(parser.getString());
			default -> JsonValues.read(parser);
		};
	}

	private Map<String, Object> object(JsonParser parser, int depth) {
		Map<String, Object> some = new LinkedHashMap<>();
		while (Tokens.next(parser) != JsonToken.END_OBJECT) {
			String name = parser.currentName();
			Tokens.next(parser);
			Object value = goesOn(depth) ? member(parser, name, depth) : skipped(parser);
			if (value != null) {
				some.put(name, value);
			}
		}
		return some;
	}

	private @Nullable Object member(JsonParser parser, String name, int depth) {
		this.members--;
		return (name.length() <= NAME) ? part(parser, depth) : skipped(parser);
	}

	private List<Object> list(JsonParser parser, int depth) {
		List<Object> some = new ArrayList<>();
		while (Tokens.next(parser) != JsonToken.END_ARRAY) {
			Object value = goesOn(depth) ? member(parser, "", depth) : skipped(parser);
			if (value != null) {
				some.add(value);
			}
		}
		return some;
	}

	private static @Nullable Object skipped(JsonParser parser) {
		parser.skipChildren();
		return null;
	}

	private String text(String text) {
		String some = of(text);
		some = some.substring(0, Math.min(some.length(), this.characters));
		this.characters -= some.length();
		return some;
	}

	private boolean goesOn(int depth) {
		return depth < DEPTH && this.members > 0 && this.characters > 0;
	}

}
