package io.cascade.resilience;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How much an upstream is asked at most. Immutable.
 *
 * @param maxInFlight most requests at a time, {@code null} for any number
 * @param maxPerMinute most requests a minute, {@code null} for any number
 * @param whenFull what happens to the excess
 * @param maxWait how long it waits at most, where it waits
 */
public record LimitRules(@Nullable Integer maxInFlight, @Nullable Integer maxPerMinute, WhenFull whenFull,
		Duration maxWait) {

	/**
	 * Whether there is any limit.
	 * @return {@code true} if there is
	 */
	public boolean isOn() {
		return this.maxInFlight != null || this.maxPerMinute != null;
	}

	/**
	 * Checks the numbers.
	 * @throws IllegalArgumentException naming the first that is out of bounds
	 */
	public void check() {
		atLeastOne("max-in-flight", this.maxInFlight);
		atLeastOne("max-per-minute", this.maxPerMinute);
		if (this.maxWait.isNegative()) {
			throw new IllegalArgumentException("'max-wait' must be at least 0, not " + this.maxWait);
		}
	}

	private static void atLeastOne(String name, @Nullable Integer value) {
		if (value != null && value < 1) {
			throw new IllegalArgumentException("'%s' must be at least 1, not %d".formatted(name, value));
		}
	}

	/**
	 * What happens to requests above a limit.
	 */
	public enum WhenFull {

		/** The next target at another upstream is used. */
		NEXT,

		/** It waits for its turn; after the longest wait the next target is used. */
		WAIT,

		/** The call fails. */
		FAIL

	}

}
