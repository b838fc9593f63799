package io.cascade;

import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;

/**
 * What a request may cost, in USD, by a price list. Fees for searches, files and other
 * tools of an upstream are not in it.
 *
 * @param expected what it is likely to cost, {@code null} where no price is known
 * @param worstCase what it costs at the most: the longest prompt that it may be, and an
 * answer of {@code max_tokens}; {@code null} where no price is known
 */
public record CostEstimate(@Nullable BigDecimal expected, @Nullable BigDecimal worstCase) {

	/** No price is known, or none was needed. */
	public static final CostEstimate UNKNOWN = new CostEstimate(null, null);

}
