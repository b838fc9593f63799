package io.cascade.resilience;

import java.time.Duration;

/**
 * How long targets and accounts rest. Immutable.
 *
 * @param rateLimit after a rate limit that named no time, 0 for not at all
 * @param account after the key was refused or the credit was used up; then one call finds
 * out
 * @param misconfigured after a fault of the configuration, such as an unknown model
 */
public record BenchRules(Duration rateLimit, Duration account, Duration misconfigured) {

	/** 30 s, 60 s and 10 min. */
	public static final BenchRules DEFAULTS = new BenchRules(Duration.ofSeconds(30), Duration.ofSeconds(60),
			Duration.ofMinutes(10));

	/**
	 * Checks the times.
	 * @throws IllegalArgumentException naming the first that is negative
	 */
	public void check() {
		notNegative("rate-limit", this.rateLimit);
		notNegative("account", this.account);
		notNegative("misconfigured", this.misconfigured);
	}

	private static void notNegative(String name, Duration value) {
		if (value.isNegative()) {
			throw new IllegalArgumentException("'%s' must be at least 0, not %s".formatted(name, value));
		}
	}

}
