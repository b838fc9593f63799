package io.cascade.autoconfigure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Gives free-form properties back the lists that they had: the binder turns a list inside
 * a {@code Map<String, Object>} into a map with the keys 0, 1, 2 and so on.
 */
final class FreeForm {

	private FreeForm() {
	}

	/** What was written, or what was bound if nobody can tell what was written. */
	static Map<String, Object> restore(Map<String, ?> bound, @Nullable Object written) {
		Map<String, Object> restored = new LinkedHashMap<>();
		if (!bound.isEmpty() && written instanceof Map<?, ?> fields) {
			fields.forEach((name, value) -> restored.put(String.valueOf(name), value));
			return restored;
		}
		return restore(bound);
	}

	static Map<String, Object> restore(Map<String, ?> bound) {
		Map<String, Object> restored = new LinkedHashMap<>();
		bound.forEach((name, value) -> restored.put(name, value(value)));
		return restored;
	}

	private static Object value(Object bound) {
		if (!(bound instanceof Map<?, ?> map)) {
			return bound;
		}
		return isList(map) ? list(map) : object(map);
	}

	private static boolean isList(Map<?, ?> map) {
		for (int i = 0; i < map.size(); i++) {
			if (!map.containsKey(String.valueOf(i))) {
				return false;
			}
		}
		return !map.isEmpty();
	}

	private static List<Object> list(Map<?, ?> map) {
		List<Object> values = new ArrayList<>();
		for (int i = 0; i < map.size(); i++) {
			values.add(value(Objects.requireNonNull(map.get(String.valueOf(i)))));
		}
		return values;
	}

	private static Map<String, Object> object(Map<?, ?> map) {
		Map<String, Object> fields = new LinkedHashMap<>();
		map.forEach((name, value) -> fields.put(String.valueOf(name), value(value)));
		return fields;
	}

}
