package io.cascade;

import java.time.Duration;

/**
 * Time limits of a call. Immutable; each {@code with} method returns a copy.
 *
 * @param deadline the whole call: hops, waits and streams together
 * @param connectTimeout from the request of a hop to a connection that it is sent over:
 * look-up, connecting and TLS
 * @param firstTokenTimeout from the request of a hop to its first content; comment lines
 * do not count
 * @param idleTimeout silence between data events after that
 * @param completionGrace how long usage and {@code [DONE]} may follow the finish reason
 * @param minimumSlice a hop that would have less time than this is not started
 */
public record Limits(Duration deadline, Duration connectTimeout, Duration firstTokenTimeout, Duration idleTimeout,
		Duration completionGrace, Duration minimumSlice) {

	/** 120 s, 5 s, 30 s, 30 s, 2 s and 2 s. */
	public static final Limits DEFAULTS = new Limits(Duration.ofSeconds(120), Duration.ofSeconds(5),
			Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(2), Duration.ofSeconds(2));

	/**
	 * A copy with another time for the whole call.
	 * @param deadline the time
	 * @return the copy
	 */
	public Limits withDeadline(Duration deadline) {
		return new Limits(deadline, this.connectTimeout, this.firstTokenTimeout, this.idleTimeout, this.completionGrace,
				this.minimumSlice);
	}

	/**
	 * A copy with another time to get a connection.
	 * @param timeout the time
	 * @return the copy
	 */
	public Limits withConnectTimeout(Duration timeout) {
		return new Limits(this.deadline, timeout, this.firstTokenTimeout, this.idleTimeout, this.completionGrace,
				this.minimumSlice);
	}

	/**
	 * A copy with another time to the first content.
	 * @param timeout the time
	 * @return the copy
	 */
	public Limits withFirstTokenTimeout(Duration timeout) {
		return new Limits(this.deadline, this.connectTimeout, timeout, this.idleTimeout, this.completionGrace,
				this.minimumSlice);
	}

	/**
	 * A copy with another time between data events.
	 * @param timeout the time
	 * @return the copy
	 */
	public Limits withIdleTimeout(Duration timeout) {
		return new Limits(this.deadline, this.connectTimeout, this.firstTokenTimeout, timeout, this.completionGrace,
				this.minimumSlice);
	}

	/**
	 * A copy with another time for usage and {@code [DONE]}.
	 * @param grace the time
	 * @return the copy
	 */
	public Limits withCompletionGrace(Duration grace) {
		return new Limits(this.deadline, this.connectTimeout, this.firstTokenTimeout, this.idleTimeout, grace,
				this.minimumSlice);
	}

	/**
	 * A copy with another least time for a hop.
	 * @param slice the time
	 * @return the copy
	 */
	public Limits withMinimumSlice(Duration slice) {
		return new Limits(this.deadline, this.connectTimeout, this.firstTokenTimeout, this.idleTimeout,
				this.completionGrace, slice);
	}

	/**
	 * Checks that every time is positive.
	 * @throws IllegalArgumentException naming the first that is not
	 */
	public void check() {
		positive("deadline", this.deadline);
		positive("connect-timeout", this.connectTimeout);
		positive("first-token-timeout", this.firstTokenTimeout);
		positive("idle-timeout", this.idleTimeout);
		positive("completion-grace", this.completionGrace);
		positive("minimum-slice", this.minimumSlice);
	}

	private static void positive(String name, Duration value) {
		if (value == null || value.isNegative() || value.isZero()) {
			throw new IllegalArgumentException("'%s' must be longer than 0, not %s".formatted(name, value));
		}
	}

}
