package io.cascade.budget;

import java.time.Duration;
import java.time.Instant;

/**
 * The time that a limit on spending is for. Immutable.
 */
public sealed interface SpendWindow permits CalendarWindow, RollingWindow {

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
