package io.cascade.openrouter;

import java.util.Collection;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * About how many bytes a value of JSON takes that is kept.
 */
final class KeptSize {

	private static final int SCALAR = 16;

	private KeptSize() {
	}

	static long of(@Nullable Object value) {
		if (value instanceof CharSequence text) {
			return text.length();
		}
		if (value instanceof Map<?, ?> map) {
			long size = 0;
			for (Map.Entry<?, ?> entry : map.entrySet()) {
				size += SCALAR + of(entry.getKey()) + of(entry.getValue());
			}
			return size;
		}
		if (value instanceof Collection<?> values) {
			long size = 0;
			for (Object next : values) {
				size += of(next);
			}
			return size;
		}
		return SCALAR;
	}

}
