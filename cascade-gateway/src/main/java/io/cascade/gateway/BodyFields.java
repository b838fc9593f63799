package io.cascade.gateway;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Fields of a body, with an error that names the one whose type is wrong.
 */
final class BodyFields {

	private BodyFields() {
	}

	static boolean bool(Map<String, Object> body, String name) {
		Object value = body.get(name);
		if (value != null && !(value instanceof Boolean)) {
			throw Refusals.field(name, "'%s' must be true or false.".formatted(name));
		}
		return Boolean.TRUE.equals(value);
	}

	static @Nullable String text(Map<String, Object> body, String name) {
		Object value = body.get(name);
		if (value != null && !(value instanceof String)) {
			throw Refusals.field(name, "'%s' must be a string.".formatted(name));
		}
		return (String) value;
	}

	static @Nullable Map<String, Object> object(Map<String, Object> body, String name) {
		Object value = body.get(name);
		if (value == null) {
			return null;
		}
		if (!(value instanceof Map<?, ?> map)) {
			throw Refusals.field(name, "'%s' must be an object.".formatted(name));
		}
		Map<String, Object> object = new LinkedHashMap<>();
		map.forEach((key, member) -> object.put(String.valueOf(key), member));
		return object;
	}

}
