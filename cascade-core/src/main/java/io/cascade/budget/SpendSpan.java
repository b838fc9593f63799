package io.cascade.budget;

import java.time.Duration;
import java.time.Instant;

/**
 * The part of a window that is booked as one: a calendar period, or a sixtieth of a
 * rolling window.
 *
 * @param start its first instant
 * @param until when it no longer counts
 */
record SpendSpan(Instant start, Instant until) {

	private static final int PARTS = 60;

	/** The span that an instant is booked in. */
	static SpendSpan of(SpendWindow window, Instant at) {
		if (window instanceof CalendarWindow calendar) {
			return new SpendSpan(calendar.start(at), calendar.end(at));
		}
		long millis = resolution(window).toMillis();
		Instant start = Instant.ofEpochMilli(Math.floorDiv(at.toEpochMilli(), millis) * millis);
		return new SpendSpan(start, start.plusMillis(millis).plus(window.length()));
	}

	/** A sixtieth of the window, rounded up to whole milliseconds. */
	static Duration resolution(SpendWindow window) {
		return Duration.ofMillis(Math.max(1, (window.length().toMillis() + PARTS - 1) / PARTS));
	}

}
