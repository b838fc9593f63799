package io.cascade;

import org.jspecify.annotations.Nullable;

/**
 * The rule for words from outside that reach logs, reasons, exceptions and endpoints: one
 * line, and nothing in it that a terminal or an editor obeys. Controls, line separators,
 * marks of direction and other invisible characters are left out or become blanks.
 */
public final class Printable {

	private static final int LAST_ASCII = 126;

	private Printable() {
	}

	/**
	 * Words made fit to be shown.
	 * @param words the words, may be {@code null}
	 * @param longest the most characters; more are cut off
	 * @return the words, or {@code null} if there are none
	 */
	public static @Nullable String of(@Nullable String words, int longest) {
		return (words == null || isFit(words, longest)) ? words : fit(words, longest);
	}

	private static boolean isFit(String words, int longest) {
		return words.length() <= longest
				&& (isAscii(words) || words.codePoints().allMatch((point) -> !isHidden(point) && !isBreak(point)));
	}

	/** Nearly all names are, and then nothing else has to be looked at. */
	private static boolean isAscii(String words) {
		for (int i = 0; i < words.length(); i++) {
			if (words.charAt(i) < ' ' || words.charAt(i) > LAST_ASCII) {
				return false;
			}
		}
		return true;
	}

	private static String fit(String words, int longest) {
		StringBuilder fit = new StringBuilder(Math.min(words.length(), longest));
		words.codePoints()
			.filter((point) -> !isHidden(point))
			.map((point) -> isBreak(point) ? ' ' : point)
			.limit(longest)
			.forEach(fit::appendCodePoint);
		return fit.toString();
	}

	/**
	 * Whether a character ends a line or a column.
	 * @param point the character
	 * @return {@code true} if it is shown as a blank
	 */
	public static boolean isBreak(int point) {
		return (point >= '\t' && point <= '\r') || point == 0x85 || point == 0x2028 || point == 0x2029;
	}

	/**
	 * Whether a character can't be seen, but changes what is seen.
	 * @param point the character
	 * @return {@code true} if it is left out
	 */
	public static boolean isHidden(int point) {
		if (point >= ' ' && point <= LAST_ASCII) {
			return false;
		}
		return !isBreak(point) && switch (Character.getType(point)) {
			case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE,
					Character.UNASSIGNED ->
				true;
			default -> false;
		};
	}

}
