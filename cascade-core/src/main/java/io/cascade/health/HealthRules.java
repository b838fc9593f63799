package io.cascade.health;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * Thresholds of the health of providers and of the application.
 *
 * @param window how long evidence counts
 * @param minimumAttempts how many attempts must have succeeded or failed before a
 * provider is judged
 * @param successRate percentage of attempts that must succeed for {@link HealthStatus#UP}
 * @param downWhen which chains that can't serve take the application down
 * @param lowCredit USD left on the key below which its account is
 * {@link HealthStatus#DEGRADED}
 * @param acceptanceDrop by how many percentage points less of a target's answers must be
 * accepted than before for its provider to be {@link HealthStatus#DEGRADED}, 0 for never
 */
public record HealthRules(Duration window, int minimumAttempts, double successRate, DownWhen downWhen,
		BigDecimal lowCredit, double acceptanceDrop) {

	/** The defaults. */
	public static final HealthRules DEFAULTS = new HealthRules(Duration.ofMinutes(10), 5, 95, DownWhen.NEVER,
			BigDecimal.ONE, 20);

	/**
	 * Refuses values that make no sense.
	 * @throws IllegalArgumentException if there is one; the message names it
	 */
	public void check() {
		require(this.window.compareTo(Duration.ofSeconds(10)) >= 0,
				"'window' must be at least 10s, not " + this.window);
		require(this.minimumAttempts > 0, "'minimum-attempts' must be at least 1, not " + this.minimumAttempts);
		require(this.successRate >= 0 && this.successRate <= 100,
				"'success-rate' must be between 0 and 100, not " + this.successRate);
		require(this.lowCredit.signum() >= 0, "'account.low-credit' must be at least 0, not " + this.lowCredit);
		require(this.acceptanceDrop >= 0 && this.acceptanceDrop <= 100,
				"'acceptance-drop' must be between 0 and 100, not " + this.acceptanceDrop);
	}

	private static void require(boolean holds, String message) {
		if (!holds) {
			throw new IllegalArgumentException(message);
		}
	}

	/**
	 * Which chains without a target that can serve make the application's health
	 * {@code DOWN}.
	 */
	public enum DownWhen {

		/** None: an outage of models takes no application out of service. */
		NEVER,

		/** All of them together. */
		EVERY_CHAIN,

		/** The default chain. */
		DEFAULT_CHAIN,

		/** Each one by itself. */
		ANY_CHAIN

	}

}
