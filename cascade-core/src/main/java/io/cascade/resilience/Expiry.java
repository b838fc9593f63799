package io.cascade.resilience;

import java.time.Duration;
import java.time.Instant;

import io.cascade.exchange.Time;

/**
 * An end of waiting that a change of the date does not move: the wall clock only shows
 * people of it.
 *
 * @param nanos on the clock of {@link Time#nanos()}
 * @param told the date, as it was when the wait began
 */
record Expiry(long nanos, Instant told) {

	/** Dates that are so close are one date, so that one end is told in one way. */
	private static final Duration SAME = Duration.ofSeconds(1);

	private static final Duration LONGEST = Duration.ofDays(365);

	static Expiry in(Duration wait, Time time) {
		Duration bounded = (wait.compareTo(LONGEST) < 0) ? wait : LONGEST;
		return new Expiry(time.nanos() + bounded.toNanos(), time.now().plus(bounded));
	}

	boolean isOver(Time time) {
		return leftNanos(time) <= 0;
	}

	boolean isPast(Time time) {
		return leftNanos(time) < 0;
	}

	private long leftNanos(Time time) {
		return this.nanos - time.nanos();
	}

	boolean isAfter(Expiry other) {
		return this.nanos - other.nanos > 0;
	}

	/** The date as people read it now. */
	Instant instant(Time time) {
		Instant now = time.now().plusNanos(leftNanos(time));
		return (Duration.between(now, this.told).abs().compareTo(SAME) < 0) ? this.told : now;
	}

}
