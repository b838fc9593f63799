package io.cascade.openrouter;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Lenient look-ups in untyped JSON: what is missing or of another type is absent.
 */
record Fields(Map<?, ?> values) {

	static final Fields NONE = new Fields(Map.of());

	static Fields of(@Nullable Object value) {
		return (value instanceof Map<?, ?> map) ? new Fields(map) : NONE;
	}

	Fields object(String name) {
		return of(this.values.get(name));
	}

	List<?> list(String name) {
		return (this.values.get(name) instanceof List<?> list) ? list : List.of();
	}

	@Nullable Object value(String name) {
		return this.values.get(name);
	}

	/** A non-blank string or a number as text. */
	@Nullable String text(String name) {
		Object value = this.values.get(name);
		String text = (value instanceof String || value instanceof Number) ? value.toString() : "";
		return text.isBlank() ? null : text;
	}

	/** A whole number, also one written as a string; never negative or absurd. */
	@Nullable Integer integer(String name) {
		Long count = Amounts.count(text(name));
		return (count != null) ? Integer.valueOf(count.intValue()) : null;
	}

	boolean has(String name) {
		return this.values.get(name) != null;
	}

	boolean isEmpty() {
		return this.values.isEmpty();
	}

}
