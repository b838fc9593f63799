package io.cascade;

import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;

/**
 * Which targets a call may use, in which order, and for how much. Immutable; each
 * {@code with} method returns a copy.
 *
 * @param orderBy what the targets of a chain are put in order by
 * @param minQuality targets with a lower quality are left out, those without one are not;
 * {@code null} for any
 * @param exploration share of the calls that try a target first of which nothing was
 * observed lately, where latency, throughput or a learnt quality decides; from 0 to 1
 * @param allowPaid whether a chain that begins with a {@code :free} model may go on to
 * one that costs money
 * @param maxCost the most that a call may cost in all its attempts, in USD; {@code null}
 * for any
 * @param unknownPrice what becomes of a target of unknown price where the call or a
 * budget has a limit
 * @param learnQuality whether quality is the share of answers that are accepted, between
 * 0 and 1, once enough were judged
 */
public record SelectionRules(OrderBy orderBy, @Nullable Double minQuality, double exploration, boolean allowPaid,
		@Nullable BigDecimal maxCost, UnknownPrice unknownPrice, boolean learnQuality) {

	/** As listed, of any quality, 5 %, from free to paid only if allowed, at any cost. */
	public static final SelectionRules DEFAULTS = new SelectionRules(OrderBy.LISTED, null, 0.05, false, null,
			UnknownPrice.ASK, false);

	/**
	 * A copy with another order.
	 * @param order what decides
	 * @return the copy
	 */
	public SelectionRules withOrderBy(OrderBy order) {
		return new SelectionRules(order, this.minQuality, this.exploration, this.allowPaid, this.maxCost,
				this.unknownPrice, this.learnQuality);
	}

	/**
	 * A copy with another least quality.
	 * @param quality the least quality, {@code null} for any
	 * @return the copy
	 */
	public SelectionRules withMinQuality(@Nullable Double quality) {
		return new SelectionRules(this.orderBy, quality, this.exploration, this.allowPaid, this.maxCost,
				this.unknownPrice, this.learnQuality);
	}

	/**
	 * A copy with another share of calls that explore.
	 * @param share from 0 to 1
	 * @return the copy
	 */
	public SelectionRules withExploration(double share) {
		return new SelectionRules(this.orderBy, this.minQuality, share, this.allowPaid, this.maxCost, this.unknownPrice,
				this.learnQuality);
	}

	/**
	 * A copy that may go on from free models to others, or may not.
	 * @param allowed whether it may
	 * @return the copy
	 */
	public SelectionRules withAllowPaid(boolean allowed) {
		return new SelectionRules(this.orderBy, this.minQuality, this.exploration, allowed, this.maxCost,
				this.unknownPrice, this.learnQuality);
	}

	/**
	 * A copy with another ceiling.
	 * @param most USD, {@code null} for any amount
	 * @return the copy
	 */
	public SelectionRules withMaxCost(@Nullable BigDecimal most) {
		return new SelectionRules(this.orderBy, this.minQuality, this.exploration, this.allowPaid, most,
				this.unknownPrice, this.learnQuality);
	}

	/**
	 * A copy that uses targets of unknown price, or does not.
	 * @param policy what becomes of them
	 * @return the copy
	 */
	public SelectionRules withUnknownPrice(UnknownPrice policy) {
		return new SelectionRules(this.orderBy, this.minQuality, this.exploration, this.allowPaid, this.maxCost, policy,
				this.learnQuality);
	}

	/**
	 * A copy that goes by what was learnt of quality, or does not.
	 * @param learns whether it does
	 * @return the copy
	 */
	public SelectionRules withLearnQuality(boolean learns) {
		return new SelectionRules(this.orderBy, this.minQuality, this.exploration, this.allowPaid, this.maxCost,
				this.unknownPrice, learns);
	}

	/**
	 * Checks the numbers.
	 * @throws IllegalArgumentException naming the first that is out of bounds
	 */
	public void check() {
		require(this.minQuality == null || this.minQuality >= 0, "min-quality", "be at least 0", this.minQuality);
		require(!this.learnQuality || this.minQuality == null || this.minQuality <= 1, "min-quality",
				"be at most 1 with 'learn-quality'", this.minQuality);
		require(this.exploration >= 0 && this.exploration <= 1, "exploration", "be between 0 and 1", this.exploration);
		require(this.maxCost == null || this.maxCost.signum() >= 0, "max-cost", "be at least 0", this.maxCost);
	}

	private static void require(boolean holds, String name, String rule, @Nullable Object value) {
		if (!holds) {
			throw new IllegalArgumentException("'%s' must %s, not %s".formatted(name, rule, value));
		}
	}

	/**
	 * What the targets of a chain are ordered by. Those of a chain that it escalates to
	 * stay behind them.
	 */
	public enum OrderBy implements KebabCase {

		/** Their place in the list. */
		LISTED,

		/** The expected cost of the request, the cheapest first. */
		PRICE,

		/** The observed time to the first token, the quickest first. */
		LATENCY,

		/** The observed tokens a second, the quickest first. */
		THROUGHPUT,

		/** The quality, the best first. */
		QUALITY

	}

	/**
	 * What happens to a target of unknown price where the call or a budget has a limit.
	 */
	public enum UnknownPrice implements KebabCase {

		/** It is used while there is any room; what it has cost is booked afterwards. */
		ASK,

		/** It is left out. */
		LEAVE_OUT

	}

}
