package io.cascade;

import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * How much a {@link CascadeRun} may do. Immutable; each {@code with} method returns a
 * copy.
 *
 * @param budget the most that its requests may cost together, in USD; {@code null} for
 * any amount
 * @param deadline how long it may take from its first call on, {@code null} for any time
 * @param maxRequests how many HTTP requests it may send, retries and hedges included;
 * {@code null} for any number
 */
public record RunLimits(@Nullable BigDecimal budget, @Nullable Duration deadline,
		@Nullable Integer maxRequests) implements Serializable {

	/** Counts, and limits nothing. */
	public static final RunLimits NONE = new RunLimits(null, null, null);

	/** Checks the limits. */
	public RunLimits {
		Assert.isTrue(budget == null || budget.signum() >= 0, "'budget' must not be negative");
		Assert.isTrue(deadline == null || !(deadline.isNegative() || deadline.isZero()),
				"'deadline' must be longer than nothing");
		Assert.isTrue(maxRequests == null || maxRequests >= 0, "'maxRequests' must not be negative");
	}

	/**
	 * A copy with a budget.
	 * @param usd the most that all requests may cost together, in USD
	 * @return the copy
	 */
	public RunLimits withBudget(BigDecimal usd) {
		return new RunLimits(usd, this.deadline, this.maxRequests);
	}

	/**
	 * A copy with a budget.
	 * @param usd the most that all requests may cost together, such as {@code "0.50"}
	 * @return the copy
	 */
	public RunLimits withBudget(String usd) {
		return withBudget(new BigDecimal(usd));
	}

	/**
	 * A copy with a deadline.
	 * @param time how long the run may take from its first call on
	 * @return the copy
	 */
	public RunLimits withDeadline(Duration time) {
		return new RunLimits(this.budget, time, this.maxRequests);
	}

	/**
	 * A copy with a cap on requests.
	 * @param number how many HTTP requests may be sent
	 * @return the copy
	 */
	public RunLimits withMaxRequests(int number) {
		return new RunLimits(this.budget, this.deadline, number);
	}

	/**
	 * Whether there is room for a further request. One that costs nothing always fits;
	 * one of unknown price as long as anything is left.
	 */
	boolean fits(BigDecimal committed, @Nullable BigDecimal worst) {
		if (this.budget == null) {
			return true;
		}
		return (worst == null) ? committed.compareTo(this.budget) < 0
				: worst.signum() == 0 || committed.add(worst).compareTo(this.budget) <= 0;
	}

	/**
	 * The limits of a run.
	 */
	public enum Limit implements KebabCase {

		/** What its requests may cost. */
		BUDGET(FailureKind.BUDGET),

		/** How many requests it may send. */
		REQUESTS(FailureKind.BUDGET),

		/** How long it may take. */
		DEADLINE(FailureKind.DEADLINE);

		private final FailureKind kind;

		Limit(FailureKind kind) {
			this.kind = kind;
		}

		/**
		 * What a call ends with that has met the limit.
		 * @return the kind of failure
		 */
		public FailureKind kind() {
			return this.kind;
		}

	}

}
