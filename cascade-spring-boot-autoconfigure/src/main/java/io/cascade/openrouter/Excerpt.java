package io.cascade.openrouter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

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

	static @Nullable Object of(@Nullable Object error) {
		return new Excerpt().part(error, 0);
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

	private Map<Object, Object> object(JsonParser parser, int depth) {
		Map<Object, Object> some = new LinkedHashMap<>();
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
		String some = text.substring(0, Math.min(text.length(), Math.min(TEXT, this.characters)));
		this.characters -= some.length();
		return some;
	}

	private @Nullable Object part(@Nullable Object value, int depth) {
		if (value instanceof String text) {
			return text(text);
		}
		if (value instanceof Map<?, ?> map) {
			return object(map, depth + 1);
		}
		return (value instanceof List<?> list) ? list(list, depth + 1) : value;
	}

	private boolean goesOn(int depth) {
		return depth < DEPTH && this.members > 0 && this.characters > 0;
	}

	private Map<Object, Object> object(Map<?, ?> map, int depth) {
		Map<Object, Object> some = new LinkedHashMap<>();
		for (Map.Entry<?, ?> entry : map.entrySet()) {
			if (!goesOn(depth)) {
				break;
			}
			this.members--;
			if (String.valueOf(entry.getKey()).length() <= NAME) {
				some.put(entry.getKey(), part(entry.getValue(), depth));
			}
		}
		return some;
	}

	private List<Object> list(List<?> list, int depth) {
		List<Object> some = new ArrayList<>();
		for (Object member : list) {
			if (!goesOn(depth)) {
				break;
			}
			this.members--;
			some.add(part(member, depth));
		}
		return some;
	}

}
