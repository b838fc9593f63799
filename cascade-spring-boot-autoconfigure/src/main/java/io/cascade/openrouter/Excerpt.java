package io.cascade.openrouter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * As much of an error as may matter: what it means is looked for in many ways, so nothing
 * is looked at that has no end. Not thread-safe.
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

	private @Nullable Object part(@Nullable Object value, int depth) {
		if (value instanceof String text) {
			String some = text.substring(0, Math.min(text.length(), Math.min(TEXT, this.characters)));
			this.characters -= some.length();
			return some;
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
