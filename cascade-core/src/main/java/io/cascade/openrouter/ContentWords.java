package io.cascade.openrouter;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The words of a content part, white space included: a text, or a list of parts.
 */
final class ContentWords {

	private static final int MAX_DEPTH = 4;

	private ContentWords() {
	}

	static String of(@Nullable Object value) {
		StringBuilder words = new StringBuilder();
		append(value, words, 0);
		return words.toString();
	}

	private static void append(@Nullable Object value, StringBuilder words, int depth) {
		if (value instanceof String || value instanceof Number) {
			words.append(value);
		}
		else if (value instanceof List<?> parts && depth < MAX_DEPTH) {
			parts.forEach((part) -> append(part, words, depth + 1));
		}
		else if (value instanceof Map<?, ?> part && depth < MAX_DEPTH) {
			append(part.get("text"), words, depth + 1);
		}
	}

}
