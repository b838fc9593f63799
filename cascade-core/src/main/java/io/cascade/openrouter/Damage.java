package io.cascade.openrouter;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Looks at an event that can't be read.
 */
final class Damage {

	/** Where content may stand, and what may stand around it. */
	private static final List<String> PLACES = List.of("choices", "delta", "message", "content", "text", "reasoning",
			"tool_calls", "refusal");

	private Damage() {
	}

	/**
	 * Whether content may have been lost with it. A plain word holds none, and neither
	 * does an object that is there from brace to brace and names no place of content.
	 */
	static boolean mayHideContent(byte[] bytes, int start, int end) {
		String text = new String(bytes, start, end - start, StandardCharsets.UTF_8).strip();
		boolean word = text.chars().noneMatch((next) -> "{}[]\"".indexOf(next) >= 0);
		boolean object = text.startsWith("{") && text.endsWith("}") && text.length() > 1;
		return !word && !(object && PLACES.stream().noneMatch(text::contains));
	}

}
