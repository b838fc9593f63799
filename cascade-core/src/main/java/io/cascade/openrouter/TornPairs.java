package io.cascade.openrouter;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Holds the first half of a character back until its second half comes, for each place
 * where text is told, so that no lone half leaves a chunk: one that stays alone becomes
 * U+FFFD. Not thread-safe.
 */
final class TornPairs {

	static final Object TEXT = "text";

	static final Object THOUGHTS = "thoughts";

	static final Object REFUSAL = "refusal";

	static final Object TRANSCRIPT = "transcript";

	private static final char REPLACEMENT = '\uFFFD';

	/** Of more places at a time no half is held back. */
	private static final int MOST_HELD = 64;

	/** Replaced whenever it changes, so that it can be kept as a mark. */
	private Map<Object, Character> held = Map.of();

	/** The next piece of a place, with what was held back of it, and without a half. */
	String join(Object place, String piece) {
		Character before = this.held.get(place);
		if (piece.isEmpty() || (before == null && isWhole(piece))) {
			return piece;
		}
		String text = (before != null) ? before + piece : piece;
		int last = text.length() - 1;
		boolean isHeld = Character.isHighSurrogate(text.charAt(last))
				&& (before != null || this.held.size() < MOST_HELD);
		hold(place, isHeld ? Character.valueOf(text.charAt(last)) : null);
		return wellFormed(isHeld ? text.substring(0, last) : text);
	}

	private void hold(Object place, @Nullable Character half) {
		Map<Object, Character> halves = new LinkedHashMap<>(this.held);
		halves.remove(place);
		if (half != null) {
			halves.put(place, half);
		}
		this.held = halves;
	}

	/** What is held back now. */
	Map<Object, Character> mark() {
		return this.held;
	}

	void backTo(Map<Object, Character> mark) {
		this.held = mark;
	}

	/** The places of halves whose second half never came. */
	Set<Object> rest() {
		Set<Object> places = this.held.keySet();
		this.held = Map.of();
		return places;
	}

	/** What becomes of a half that stays alone. */
	static String replacement() {
		return String.valueOf(REPLACEMENT);
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
