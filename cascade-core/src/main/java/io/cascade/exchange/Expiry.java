package io.cascade.exchange;

import java.time.Duration;
import java.time.Instant;

/**
 * An end of waiting that a change of the date does not move: the wall clock only shows
 * it. It means something in the process that made it only; another machine gets what is
 * {@link #left left} of it.
 *
 * @param nanos on the clock of {@link Time#nanos()}
 * @param told the date, as it was when the wait began
 */
public record Expiry(long nanos, Instant told) {

	/** Dates that are so close are one date, so that one end is told in one way. */
	private static final Duration SAME = Duration.ofSeconds(1);

	private static final Duration LONGEST = Duration.ofDays(365);

	/**
	 * An end that is so far away.
	 * @param wait how long, a year at the most
	 * @param time the clocks
	 * @return the end
	 */
	public static Expiry in(Duration wait, Time time) {
		Duration bounded = (wait.compareTo(LONGEST) < 0) ? wait : LONGEST;
		return new Expiry(time.nanos() + bounded.toNanos(), time.now().plus(bounded));
	}

	/**
	 * Whether nothing is left of it.
	 * @param time the clocks
	 * @return {@code true} from the very moment on
	 */
	public boolean isOver(Time time) {
		return leftNanos(time) <= 0;
	}

	/**
	 * Whether the end has passed.
	 * @param time the clocks
	 * @return {@code true} after the very moment
	 */
	public boolean isPast(Time time) {
		return leftNanos(time) < 0;
	}

	/**
	 * How long it still lasts.
	 * @param time the clocks
	 * @return at least 0
	 */
	public Duration left(Time time) {
		return Duration.ofNanos(Math.max(0, leftNanos(time)));
	}

	private long leftNanos(Time time) {
		return this.nanos - time.nanos();
	}

	/**
	 * Whether another end comes sooner.
	 * @param other an end by the same clock
	 * @return {@code false} for the same moment too
	 */
	public boolean isAfter(Expiry other) {
		return this.nanos - other.nanos > 0;
	}

	/**
	 * The date as people read it now.
	 * @param time the clocks
	 * @return the date
	 */
	public Instant instant(Time time) {
		Instant now = time.now().plusNanos(leftNanos(time));
		return (Duration.between(now, this.told).abs().compareTo(SAME) < 0) ? this.told : now;
	}

}
