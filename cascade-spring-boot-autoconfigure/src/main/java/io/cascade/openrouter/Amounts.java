package io.cascade.openrouter;

import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;

/**
 * Amounts of money and counts, as texts that an upstream wrote. What is negative, or has
 * more digits than any real one, is no amount.
 */
final class Amounts {

	private static final int MAX_LENGTH = 64;

	private static final int MAX_SCALE = 40;

	private Amounts() {
	}

	/**
	 * Reads an amount.
	 * @param text the text
	 * @return the amount, at least 0, without zeros at its end
	 * @throws NumberFormatException if it is none
	 */
	static BigDecimal parse(@Nullable String text) {
		if (text == null || text.length() > MAX_LENGTH) {
			throw new NumberFormatException();
		}
		BigDecimal amount = new BigDecimal(text.strip());
		if (amount.signum() == 0) {
			return BigDecimal.ZERO;
		}
		if (amount.signum() < 0 || Math.abs((long) amount.scale()) > MAX_SCALE) {
			throw new NumberFormatException();
		}
		BigDecimal stripped = amount.stripTrailingZeros();
		return (stripped.scale() < 0) ? stripped.setScale(0) : stripped;
	}

	/** A number between 1 and the largest {@code int}, {@code null} for anything else. */
	static @Nullable Integer positive(@Nullable String text) {
		try {
			long number = parse(text).longValue();
			return (number > 0 && number <= Integer.MAX_VALUE) ? Integer.valueOf((int) number) : null;
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

}
