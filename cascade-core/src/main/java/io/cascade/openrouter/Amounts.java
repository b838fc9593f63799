package io.cascade.openrouter;

import java.math.BigDecimal;
import java.math.RoundingMode;

import org.jspecify.annotations.Nullable;

/**
 * Every number that comes from outside, as the text that an upstream wrote, or as JSON
 * has it. What is negative, absurd, or no number at all is {@code null}: unknown, and
 * never nonsense. Whatever the text is, reading it and calculating with it takes next to
 * no time, since its length and its scale have a bound.
 */
final class Amounts {

	/** No number that means anything is longer. */
	static final int LONGEST = 64;

	private static final int MOST_SCALE = 40;

	/** More USD than any account has ever seen. */
	private static final BigDecimal MOST_USD = new BigDecimal(1_000_000_000);

	/** More USD than any answer has ever cost. */
	private static final BigDecimal MOST_COST = new BigDecimal(1_000_000);

	/** Far beyond any date in milliseconds; a double still holds it, and sums fit. */
	private static final BigDecimal MOST_WHOLE = new BigDecimal(1_000_000_000_000_000L);

	/** More than any prompt or answer has tokens; sums of it fit into an {@code int}. */
	private static final long MOST = 1_000_000_000;

	private static final BigDecimal MOST_COUNT = BigDecimal.valueOf(MOST);

	private Amounts() {
	}

	/** An amount of money up to a thousand million USD, without zeros at its end. */
	static @Nullable BigDecimal money(@Nullable String text) {
		return plain(atMost(number(text), MOST_USD));
	}

	/** As {@link #money}, but a debt is nothing. */
	static @Nullable BigDecimal moneyOrNothing(@Nullable String text) {
		BigDecimal number = number(text);
		return (number != null && number.signum() < 0) ? BigDecimal.ZERO : money(text);
	}

	/** What one answer costs, up to a million USD. */
	static @Nullable BigDecimal cost(@Nullable Object told) {
		return plain(atMost(value(told), MOST_COST));
	}

	/** A number of tokens or a position, up to a thousand million, rounded down. */
	static @Nullable Long count(@Nullable Object told) {
		if (told instanceof Integer || told instanceof Long) {
			long count = ((Number) told).longValue();
			return (count >= 0 && count <= MOST) ? Long.valueOf(count) : null;
		}
		return floor(atMost(value(told), MOST_COUNT));
	}

	/** A number such as a date, up to 10<sup>15</sup>, rounded down. */
	static @Nullable Long whole(@Nullable String text) {
		return floor(atMost(number(text), MOST_WHOLE));
	}

	/** A number between 1 and a thousand million, rounded down. */
	static @Nullable Integer positive(@Nullable String text) {
		Long count = count(text);
		return (count != null && count > 0) ? Integer.valueOf(count.intValue()) : null;
	}

	/**
	 * A number of any size and sign, for whoever puts bounds to it; infinite where it is
	 * beyond what a double holds.
	 */
	static @Nullable Double approximate(@Nullable String text) {
		if (text == null || text.length() > LONGEST || !isPlain(text.strip())) {
			return null;
		}
		try {
			return Double.valueOf(text.strip());
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	/** A number needs no detour by its text. */
	private static @Nullable BigDecimal value(@Nullable Object told) {
		if (told instanceof BigDecimal decimal) {
			return bounded(decimal);
		}
		return (told instanceof String || told instanceof Number) ? number(told.toString()) : null;
	}

	private static @Nullable BigDecimal number(@Nullable String text) {
		if (text == null || text.length() > LONGEST) {
			return null;
		}
		String stripped = text.strip();
		if (!isPlain(stripped)) {
			return null;
		}
		try {
			return bounded(new BigDecimal(stripped));
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	/**
	 * Java reads more numbers than JSON: of other scripts, hexadecimal, with a suffix.
	 */
	private static boolean isPlain(String text) {
		for (int i = 0; i < text.length(); i++) {
			if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) {
				return false;
			}
		}
		return true;
	}

	private static @Nullable BigDecimal bounded(BigDecimal number) {
		if (number.signum() == 0) {
			return BigDecimal.ZERO;
		}
		return isBounded(number, MOST_SCALE) ? number : null;
	}

	/** Whether calculating with a number, and writing it out, takes next to no time. */
	static boolean isBounded(BigDecimal number, int scale) {
		return Math.abs((long) number.scale()) <= scale;
	}

	private static @Nullable BigDecimal atMost(@Nullable BigDecimal number, BigDecimal most) {
		return (number != null && number.signum() >= 0 && number.compareTo(most) <= 0) ? number : null;
	}

	private static @Nullable BigDecimal plain(@Nullable BigDecimal number) {
		if (number == null || number.signum() == 0) {
			return number;
		}
		BigDecimal stripped = number.stripTrailingZeros();
		return (stripped.scale() < 0) ? stripped.setScale(0) : stripped;
	}

	private static @Nullable Long floor(@Nullable BigDecimal number) {
		return (number != null) ? Long.valueOf(number.setScale(0, RoundingMode.DOWN).longValue()) : null;
	}

}
