package io.cascade.openrouter;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Holds the first half of a character back until its second half comes, for each place
 * where text is told, so that no lone half leaves a chunk: one that stays alone becomes
 * U+FFFD, and is nothing at the end. Not thread-safe.
 */
final class TornPairs {

	static final Object TEXT = "text";

	static final Object THOUGHTS = "thoughts";

	static final Object REFUSAL = "refusal";

	static final Object TRANSCRIPT = "transcript";

	private static final char REPLACEMENT = '\uFFFD';

	private @Nullable Map<Object, Character> held;

	/** The next piece of a place, with what was held back of it, and without a half. */
	String join(Object place, String piece) {
		if (piece.isEmpty() || (this.held == null && isWhole(piece))) {
			return piece;
		}
		Map<Object, Character> halves = (this.held != null) ? this.held : new HashMap<>();
		Character before = halves.remove(place);
		String text = (before != null) ? before + piece : piece;
		char last = text.charAt(text.length() - 1);
		if (Character.isHighSurrogate(last)) {
			halves.put(place, last);
			text = text.substring(0, text.length() - 1);
		}
		this.held = halves.isEmpty() ? null : halves;
		return wellFormed(text);
	}

	private static boolean isWhole(String text) {
		for (int i = 0; i < text.length(); i++) {
			if (Character.isSurrogate(text.charAt(i))) {
				return false;
			}
		}
		return true;
	}

	/** The text with U+FFFD for each lone half. */
	static String wellFormed(String text) {
		if (isWhole(text)) {
			return text;
		}
		StringBuilder repaired = new StringBuilder(text.length());
		for (int i = 0; i < text.length(); i++) {
			char next = text.charAt(i);
			if (Character.isHighSurrogate(next) && i + 1 < text.length()
					&& Character.isLowSurrogate(text.charAt(i + 1))) {
				repaired.append(next).append(text.charAt(++i));
			}
			else {
				repaired.append(Character.isSurrogate(next) ? REPLACEMENT : next);
			}
		}
		return repaired.toString();
	}

}
