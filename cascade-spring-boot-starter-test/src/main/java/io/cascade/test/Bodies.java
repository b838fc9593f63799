package io.cascade.test;

import java.util.Collection;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Reads request bodies as leniently as a recorder must.
 */
final class Bodies {

	private Bodies() {
	}

	static Map<String, Object> parse(String text) {
		try {
			return text.isBlank() ? Map.of() : Json.read(text);
		}
		catch (JacksonException ex) {
			return Map.of();
		}
	}

	static Stream<String> texts(@Nullable Object value) {
		if (value instanceof Collection<?> list) {
			return list.stream().flatMap(Bodies::texts);
		}
		return (value instanceof String text) ? Stream.of(text) : Stream.empty();
	}

}
