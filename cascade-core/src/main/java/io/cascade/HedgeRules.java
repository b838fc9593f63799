package io.cascade;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * When the next target is called as well, because the first is slow to begin. The first
 * content wins and the other one is cancelled. Off by default, since both may be billed.
 *
 * @param delay how long to wait for the first content; {@code null} if the percentile
 * decides, or for no hedging
 * @param percentile waits as long as this share of the chain's calls took to their first
 * content, between 0 and 1; {@code null} for none
 * @param maxExtra the most extra requests, as a share of the calls
 * @param withTools whether requests with tools are hedged too
 */
public record HedgeRules(@Nullable Duration delay, @Nullable Double percentile, double maxExtra, boolean withTools) {

	/** No hedging. */
	public static final HedgeRules OFF = new HedgeRules(null, null, 0.1, false);

	/**
	 * Hedging after a fixed delay, for at most a tenth of the calls.
	 * @param delay how long to wait for the first content
	 * @return the rules
	 */
	public static HedgeRules after(Duration delay) {
		return new HedgeRules(delay, null, 0.1, false);
	}

	/**
	 * Whether anything is hedged.
	 * @return {@code true} if there is a delay or a percentile
	 */
	public boolean isOn() {
		return this.delay != null || this.percentile != null;
	}

	/**
	 * Checks the numbers.
	 * @throws IllegalArgumentException naming the first that is out of bounds
	 */
	public void check() {
		if (this.delay != null && this.delay.isNegative()) {
			throw new IllegalArgumentException("'hedge.delay' must be at least 0, not " + this.delay);
		}
		if (this.percentile != null && !(this.percentile > 0 && this.percentile < 1)) {
			throw new IllegalArgumentException("'hedge.percentile' must be between 0 and 1, not " + this.percentile);
		}
		if (!(this.maxExtra >= 0 && this.maxExtra <= 1)) {
			throw new IllegalArgumentException("'hedge.max-extra' must be between 0 and 1, not " + this.maxExtra);
		}
	}

}
