package io.cascade;

import java.time.Duration;

/**
 * Time limits of a call. Immutable; each {@code with} method returns a copy.
 *
 * @param deadline the whole call: hops, waits and streams together
 * @param connectionRequestTimeout from the request of a hop to a connection that it is
 * sent over: look-up, a place in the pool, connecting and TLS
 * @param firstTokenTimeout from the request of a hop to its first content; comment lines
 * do not count
 * @param idleTimeout silence between data events after that
 * @param completionGrace how long usage and {@code [DONE]} may follow the finish reason
 * @param minimumSlice a hop that would have less time than this is not started
 * @param firstTokenPer1kTokens added to the time to the first content for each 1,000
 * tokens of the prompt, 0 for nothing
 */
public record Timeouts(Duration deadline, Duration connectionRequestTimeout, Duration firstTokenTimeout,
		Duration idleTimeout, Duration completionGrace, Duration minimumSlice, Duration firstTokenPer1kTokens) {

	/** 120 s, 5 s, 30 s, 30 s, 2 s, 2 s and nothing for the length of a prompt. */
	public static final Timeouts DEFAULTS = new Timeouts(Duration.ofSeconds(120), Duration.ofSeconds(5),
			Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(2), Duration.ofSeconds(2),
			Duration.ZERO);

	/**
	 * A copy with another time for the whole call.
	 * @param deadline the time
	 * @return the copy
	 */
	public Timeouts withDeadline(Duration deadline) {
		return new Timeouts(deadline, this.connectionRequestTimeout, this.firstTokenTimeout, this.idleTimeout,
				this.completionGrace, this.minimumSlice, this.firstTokenPer1kTokens);
	}

	/**
	 * A copy with another time to get a connection.
	 * @param timeout the time
	 * @return the copy
	 */
	public Timeouts withConnectionRequestTimeout(Duration timeout) {
		return new Timeouts(this.deadline, timeout, this.firstTokenTimeout, this.idleTimeout, this.completionGrace,
				this.minimumSlice, this.firstTokenPer1kTokens);
	}

	/**
	 * A copy with another time to the first content.
	 * @param timeout the time
	 * @return the copy
	 */
	public Timeouts withFirstTokenTimeout(Duration timeout) {
		return new Timeouts(this.deadline, this.connectionRequestTimeout, timeout, this.idleTimeout,
				this.completionGrace, this.minimumSlice, this.firstTokenPer1kTokens);
	}

	/**
	 * A copy with another time between data events.
	 * @param timeout the time
	 * @return the copy
	 */
	public Timeouts withIdleTimeout(Duration timeout) {
		return new Timeouts(this.deadline, this.connectionRequestTimeout, this.firstTokenTimeout, timeout,
				this.completionGrace, this.minimumSlice, this.firstTokenPer1kTokens);
	}

	/**
	 * A copy with another time for usage and {@code [DONE]}.
	 * @param grace the time
	 * @return the copy
	 */
	public Timeouts withCompletionGrace(Duration grace) {
		return new Timeouts(this.deadline, this.connectionRequestTimeout, this.firstTokenTimeout, this.idleTimeout,
				grace, this.minimumSlice, this.firstTokenPer1kTokens);
	}

	/**
	 * A copy with another least time for a hop.
	 * @param slice the time
	 * @return the copy
	 */
	public Timeouts withMinimumSlice(Duration slice) {
		return new Timeouts(this.deadline, this.connectionRequestTimeout, this.firstTokenTimeout, this.idleTimeout,
				this.completionGrace, slice, this.firstTokenPer1kTokens);
	}

	/**
	 * A copy that gives long prompts more time to the first content.
	 * @param time added for each 1,000 tokens of the prompt, 0 for none
	 * @return the copy
	 */
	public Timeouts withFirstTokenPer1kTokens(Duration time) {
		return new Timeouts(this.deadline, this.connectionRequestTimeout, this.firstTokenTimeout, this.idleTimeout,
				this.completionGrace, this.minimumSlice, time);
	}

	/**
	 * What the length of a prompt adds to the time to the first content: no more than
	 * what the deadline leaves.
	 * @param promptTokens how many tokens it has, about
	 * @return the time, not negative
	 */
	public Duration firstTokenAllowance(long promptTokens) {
		if (this.firstTokenPer1kTokens.isZero() || promptTokens <= 0) {
			return Duration.ZERO;
		}
		Duration room = this.deadline.minus(this.firstTokenTimeout);
		Duration most = room.isNegative() ? Duration.ZERO : room;
		double wanted = nanos(this.firstTokenPer1kTokens) * promptTokens / 1000;
		return (wanted < nanos(most)) ? Duration.ofNanos((long) wanted) : most;
	}

	/** Without an end, unlike the long. */
	private static double nanos(Duration time) {
		return time.getSeconds() * 1e9 + time.getNano();
	}

	/**
	 * Checks that every time is positive, and what is added is not negative.
	 * @throws IllegalArgumentException naming the first that is not
	 */
	public void check() {
		positive("deadline", this.deadline);
		positive("connection-request-timeout", this.connectionRequestTimeout);
		positive("first-token-timeout", this.firstTokenTimeout);
		positive("idle-timeout", this.idleTimeout);
		positive("completion-grace", this.completionGrace);
		positive("minimum-slice", this.minimumSlice);
		if (this.firstTokenPer1kTokens == null || this.firstTokenPer1kTokens.isNegative()) {
			throw new IllegalArgumentException(
					"'first-token-per-1k-tokens' must be at least 0, not " + this.firstTokenPer1kTokens);
		}
	}

	private static void positive(String name, Duration value) {
		if (value == null || value.isNegative() || value.isZero()) {
			throw new IllegalArgumentException("'%s' must be longer than 0, not %s".formatted(name, value));
		}
	}

}
