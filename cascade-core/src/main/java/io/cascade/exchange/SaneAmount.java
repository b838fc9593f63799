package io.cascade.exchange;

import java.math.BigDecimal;
import java.util.Objects;
import java.util.stream.Stream;

import io.cascade.Price;

/**
 * Whether an amount that the application gives can be calculated with: adding to one with
 * millions of zeros takes minutes.
 */
public final class SaneAmount {

	private static final int MOST_SCALE = 100;

	private static final int MOST_BITS = 512;

	private SaneAmount() {
	}

	/**
	 * Looks at an amount.
	 * @param amount USD, or tokens
	 * @return whether it can be calculated with
	 */
	public static boolean is(BigDecimal amount) {
		return Math.abs((long) amount.scale()) <= MOST_SCALE && amount.unscaledValue().bitLength() <= MOST_BITS;
	}

	/**
	 * Looks at a price, of which nothing is below nothing.
	 * @param price the price
	 * @return whether it can be calculated with
	 */
	public static boolean isPrice(Price price) {
		boolean told = Stream.of(price.prompt(), price.completion(), price.request(), price.image())
			.allMatch(Objects::nonNull);
		return told
				&& Stream
					.of(price.prompt(), price.completion(), price.request(), price.image(), price.cacheRead(),
							price.cacheWrite(), price.reasoning())
					.filter(Objects::nonNull)
					.allMatch((amount) -> amount.signum() >= 0 && is(amount))
				&& price.conditions().stream().allMatch((conditional) -> isPrice(conditional.price()));
	}

}
