package io.cascade;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * When the same hop is sent again. Immutable; each {@code with} method returns a copy.
 *
 * @param maxAttempts how many times a hop is sent, the first time included
 * @param attempts the same for single kinds of failure
 * @param backoff the first wait
 * @param multiplier by which each further wait is longer
 * @param jitter share by which a wait is shortened or lengthened at random
 * @param maxWait the longest wait that a call accepts: for {@code Retry-After}, and for
 * the end of a cooldown
 * @param prefer what a failure is answered with while another target can serve
 */
public record RetryRules(int maxAttempts, Map<RetryKind, Integer> attempts, Duration backoff, double multiplier,
		double jitter, Duration maxWait, Prefer prefer) {

	/** Two attempts, 500 ms, 2, 0.2, 5 s, the next target. */
	public static final RetryRules DEFAULTS = new RetryRules(2, Map.of(), Duration.ofMillis(500), 2, 0.2,
			Duration.ofSeconds(5), Prefer.NEXT);

	/**
	 * Rules with an immutable copy of the attempts.
	 */
	public RetryRules {
		attempts = Map.copyOf(attempts);
	}

	/**
	 * How many times a hop is sent that fails in this way.
	 * @param kind the kind of failure
	 * @return the number, the first time included
	 */
	public int attempts(RetryKind kind) {
		return this.attempts.getOrDefault(kind, this.maxAttempts);
	}

	/**
	 * A copy with another number of attempts for every kind of failure.
	 * @param count at least 1
	 * @return the copy
	 */
	public RetryRules withMaxAttempts(int count) {
		return new RetryRules(count, Map.of(), this.backoff, this.multiplier, this.jitter, this.maxWait, this.prefer);
	}

	/**
	 * A copy with another number of attempts for one kind of failure.
	 * @param kind the kind of failure
	 * @param count at least 1
	 * @return the copy
	 */
	public RetryRules withAttempts(RetryKind kind, int count) {
		Map<RetryKind, Integer> changed = new EnumMap<>(RetryKind.class);
		changed.putAll(this.attempts);
		changed.put(kind, count);
		return new RetryRules(this.maxAttempts, changed, this.backoff, this.multiplier, this.jitter, this.maxWait,
				this.prefer);
	}

	/**
	 * A copy with another first wait.
	 * @param wait the wait
	 * @return the copy
	 */
	public RetryRules withBackoff(Duration wait) {
		return new RetryRules(this.maxAttempts, this.attempts, wait, this.multiplier, this.jitter, this.maxWait,
				this.prefer);
	}

	/**
	 * A copy with another longest wait.
	 * @param wait the wait
	 * @return the copy
	 */
	public RetryRules withMaxWait(Duration wait) {
		return new RetryRules(this.maxAttempts, this.attempts, this.backoff, this.multiplier, this.jitter, wait,
				this.prefer);
	}

	/**
	 * A copy with another preference.
	 * @param preference what a failure is answered with while another target can serve
	 * @return the copy
	 */
	public RetryRules withPrefer(Prefer preference) {
		return new RetryRules(this.maxAttempts, this.attempts, this.backoff, this.multiplier, this.jitter, this.maxWait,
				preference);
	}

	/**
	 * Checks the numbers.
	 * @throws IllegalArgumentException naming the first that is out of bounds
	 */
	public void check() {
		atLeastOne("max-attempts", this.maxAttempts);
		this.attempts.forEach((kind, count) -> atLeastOne("attempts." + kind.id(), count));
		require(!this.backoff.isNegative(), "backoff", "be at least 0", this.backoff);
		require(this.multiplier >= 1, "multiplier", "be at least 1", this.multiplier);
		require(this.jitter >= 0 && this.jitter < 1, "jitter", "be from 0 to less than 1", this.jitter);
		require(!this.maxWait.isNegative(), "max-wait", "be at least 0", this.maxWait);
	}

	private static void atLeastOne(String name, int count) {
		require(count >= 1, name, "be at least 1", count);
	}

	private static void require(boolean holds, String name, String rule, Object value) {
		if (!holds) {
			throw new IllegalArgumentException("'%s' must %s, not %s".formatted(name, rule, value));
		}
	}

	/**
	 * What a failure is answered with while another target can serve.
	 */
	public enum Prefer {

		/** The next target, without a wait. */
		NEXT,

		/** The same hop once more. */
		SAME

	}

}
