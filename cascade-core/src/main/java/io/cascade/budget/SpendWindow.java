package io.cascade.budget;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/**
 * The time that a limit on spending is for. Immutable.
 */
public sealed interface SpendWindow permits CalendarWindow, RollingWindow {

	/**
	 * The window that a text means.
	 * @param text {@code hour}, {@code day}, {@code week} or {@code month} of the
	 * calendar, or a duration that has just passed, from {@code 1m} to {@code 366d}
	 * @param zone the time zone of the calendar
	 * @return the window
	 * @throws IllegalArgumentException if it is none
	 */
	static SpendWindow of(String text, ZoneId zone) {
		return new WrittenWindow(text).in(zone);
	}

	/**
	 * When the period that an instant falls into began.
	 * @param now the instant
	 * @return the beginning; of a rolling window, its length before {@code now}
	 */
	Instant start(Instant now);

	/**
	 * How long a period takes, at the most.
	 * @return the length
	 */
	Duration length();

}
