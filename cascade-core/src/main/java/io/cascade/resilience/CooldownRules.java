package io.cascade.resilience;

import java.time.Duration;

import io.cascade.FailureKind;

/**
 * How long targets and accounts are skipped after a failure. Immutable.
 *
 * @param rateLimit after a rate limit that named no time, 0 for not at all
 * @param account after the key was refused or the credit was used up; then one call finds
 * out
 * @param misconfigured after a fault of the configuration, such as an unknown model
 * @param longestHint the longest cooldown that an upstream can ask for
 */
public record CooldownRules(Duration rateLimit, Duration account, Duration misconfigured, Duration longestHint) {

	private static final Duration A_DAY = Duration.ofDays(1);

	/** 30 s, 60 s, 10 min, and hints of up to 1 h. */
	public static final CooldownRules DEFAULTS = new CooldownRules(Duration.ofSeconds(30), Duration.ofSeconds(60),
			Duration.ofMinutes(10), Duration.ofHours(1));

	/**
	 * Checks the times.
	 * @throws IllegalArgumentException naming the first that is negative
	 */
	public void check() {
		notNegative("rate-limit", this.rateLimit);
		notNegative("account", this.account);
		notNegative("misconfigured", this.misconfigured);
		notNegative("longest-hint", this.longestHint);
	}

	/**
	 * How long a cooldown is that an upstream asked for. The limit on free models is one
	 * of a day; no other header takes a target out for longer than the configuration
	 * allows.
	 */
	Duration hinted(Duration hint, FailureKind.Scope scope) {
		Duration most = (scope == FailureKind.Scope.FREE_MODELS) ? A_DAY : this.longestHint;
		return (hint.compareTo(most) < 0) ? hint : most;
	}

	private static void notNegative(String name, Duration value) {
		if (value.isNegative()) {
			throw new IllegalArgumentException("'%s' must be at least 0, not %s".formatted(name, value));
		}
	}

}
