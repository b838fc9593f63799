package io.cascade.openrouter;

import java.util.Collection;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * About how many bytes a value of JSON takes that is kept.
 */
final class KeptSize {

	/** What is empty takes room too, and a heap of it much. */
	private static final int EACH = 16;

	private KeptSize() {
	}

	static long of(@Nullable Object value) {
		long size = EACH;
		if (value instanceof CharSequence text) {
			size += text.length();
		}
		else if (value instanceof Map<?, ?> map) {
			for (Map.Entry<?, ?> entry : map.entrySet()) {
				size += of(entry.getKey()) + of(entry.getValue());
			}
		}
		else if (value instanceof Collection<?> values) {
			for (Object next : values) {
				size += of(next);
			}
		}
		return size;
	}

}
