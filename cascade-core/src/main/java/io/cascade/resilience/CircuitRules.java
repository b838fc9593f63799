package io.cascade.resilience;

import java.time.Clock;
import java.time.Duration;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.core.IntervalFunction;

/**
 * When the circuit of a target opens and closes. Immutable.
 *
 * @param enabled whether there are circuits
 * @param failureRate percentage of failed calls that opens a circuit
 * @param slowFirstToken a first token that takes longer is slow
 * @param slowRate percentage of slow first tokens that opens a circuit
 * @param window how many calls are looked at
 * @param minimumCalls how many calls there must be before a circuit opens
 * @param open how long a circuit stays open at first; twice as long each further time
 * @param maxOpen the longest time that it stays open, where {@code open} is not longer
 * @param probes how many calls find out whether a target is back
 * @param ramp how long the share of calls grows after a circuit has closed, 0 for not
 */
public record CircuitRules(boolean enabled, float failureRate, Duration slowFirstToken, float slowRate, int window,
		int minimumCalls, Duration open, Duration maxOpen, int probes, Duration ramp) {

	/** A net below the permits: nothing stays half-open, whatever becomes of a probe. */
	private static final Duration LONGEST_PROBING = Duration.ofMinutes(2);

	/** On, 50 %, 15 s, 80 %, of 20 calls, at least 5, 5 s to 15 s, 2 probes, no ramp. */
	public static final CircuitRules DEFAULTS = new CircuitRules(true, 50, Duration.ofSeconds(15), 80, 20, 5,
			Duration.ofSeconds(5), Duration.ofSeconds(15), 2, Duration.ZERO);

	/**
	 * Checks the numbers.
	 * @throws IllegalArgumentException naming the first that is out of bounds
	 */
	public void check() {
		percentage("failure-rate", this.failureRate);
		percentage("slow-rate", this.slowRate);
		positive("slow-first-token", this.slowFirstToken);
		atLeastOne("window", this.window);
		atLeastOne("minimum-calls", this.minimumCalls);
		atLeastOne("probes", this.probes);
		positive("open", this.open);
		positive("max-open", this.maxOpen);
		require(!this.ramp.isNegative(), "ramp", "be at least 0", this.ramp);
	}

	private static void percentage(String name, float value) {
		require(value > 0 && value <= 100, name, "be more than 0 and at most 100", value);
	}

	private static void positive(String name, Duration value) {
		require(!value.isNegative() && !value.isZero(), name, "be longer than 0", value);
	}

	private static void atLeastOne(String name, int value) {
		require(value >= 1, name, "be at least 1", value);
	}

	private static void require(boolean holds, String name, String rule, Object value) {
		if (!holds) {
			throw new IllegalArgumentException("'%s' must %s, not %s".formatted(name, rule, value));
		}
	}

	Duration longestOpen() {
		return (this.open.compareTo(this.maxOpen) > 0) ? this.open : this.maxOpen;
	}

	CircuitBreakerConfig toConfig(Clock clock) {
		return CircuitBreakerConfig.custom()
			.failureRateThreshold(this.failureRate)
			.slowCallDurationThreshold(this.slowFirstToken)
			.slowCallRateThreshold(this.slowRate)
			.slidingWindow(this.window, Math.min(this.minimumCalls, this.window), SlidingWindowType.COUNT_BASED,
					SlidingWindowSynchronizationStrategy.LOCK_FREE)
			.waitIntervalFunctionInOpenState(
					IntervalFunction.ofExponentialBackoff(this.open.toMillis(), 2, longestOpen().toMillis()))
			.permittedNumberOfCallsInHalfOpenState(this.probes)
			.maxWaitDurationInHalfOpenState(LONGEST_PROBING)
			.clock(clock)
			.build();
	}

}
