package io.cascade.budget;

import org.jspecify.annotations.Nullable;

/**
 * What a ledger keeps a sum of: a budget, or one value of its tag.
 *
 * @param budget the limit and its window
 * @param tag the value of the budget's {@link Budget#tag() tag}, {@code null} for a
 * budget without one
 */
public record SpendAccount(Budget budget, @Nullable String tag) {

	@Override
	public String toString() {
		return (this.tag != null) ? this.budget.name() + "[" + this.tag + "]" : this.budget.name();
	}

}
