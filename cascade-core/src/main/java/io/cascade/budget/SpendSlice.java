package io.cascade.budget;

import java.math.BigDecimal;

/**
 * What was spent and reserved in one span of an account. Not thread-safe.
 */
final class SpendSlice {

	private final SpendSpan span;

	private BigDecimal spent = BigDecimal.ZERO;

	private BigDecimal reserved = BigDecimal.ZERO;

	SpendSlice(SpendSpan span) {
		this.span = span;
	}

	SpendSpan span() {
		return this.span;
	}

	BigDecimal spent() {
		return this.spent;
	}

	BigDecimal reserved() {
		return this.reserved;
	}

	/** Adds to what is reserved; takes away if the amount is negative. */
	void reserve(BigDecimal amount) {
		this.reserved = this.reserved.add(amount);
	}

	/** Adds to what was spent; takes away if the amount is negative. */
	void spend(BigDecimal amount) {
		this.spent = this.spent.add(amount);
	}

}
