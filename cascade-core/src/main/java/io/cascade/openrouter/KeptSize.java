package io.cascade.openrouter;

import java.util.Collection;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * About how many bytes a value of JSON takes that is kept.
 */
final class KeptSize {

	/** What is empty takes room too, and a heap of it much. */
	private static final long EACH = 16;

	private long size;

	private KeptSize() {
	}

	static long of(@Nullable Object value) {
		if (value instanceof Map || value instanceof Collection) {
			KeptSize kept = new KeptSize();
			kept.add(value);
			return kept.size;
		}
		return EACH + ((value instanceof CharSequence text) ? text.length() : 0);
	}

	/** Of the fields of an object, whose names take no room of their own. */
	static long ofFields(Map<?, ?> fields) {
		KeptSize kept = new KeptSize();
		fields.forEach((name, value) -> {
			kept.size += name.toString().length();
			kept.add(value);
		});
		return kept.size;
	}

	private void add(@Nullable Object value) {
		if (value instanceof Map<?, ?> map) {
			this.size += EACH;
			map.forEach((name, member) -> {
				add(name);
				add(member);
			});
		}
		else if (value instanceof Collection<?> values) {
			this.size += EACH;
			values.forEach(this::add);
		}
		else {
			this.size += of(value);
		}
	}

}
