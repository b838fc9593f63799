package io.cascade.pricing;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;

/**
 * A period of the calendar in a time zone. A day may have 23 or 25 hours.
 *
 * @param unit the period
 * @param zone the time zone that its beginning is meant in
 */
public record CalendarWindow(Unit unit, ZoneId zone) implements SpendWindow {

	@Override
	public Instant start(Instant now) {
		ZonedDateTime local = now.atZone(this.zone);
		return switch (this.unit) {
			case HOUR -> local.truncatedTo(ChronoUnit.HOURS).toInstant();
			case DAY -> midnight(local.toLocalDate());
			case WEEK -> midnight(local.toLocalDate().with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)));
			case MONTH -> midnight(local.toLocalDate().withDayOfMonth(1));
		};
	}

	/**
	 * When the period that an instant falls into ends.
	 * @param now the instant
	 * @return the beginning of the next one
	 */
	public Instant end(Instant now) {
		LocalDate first = start(now).atZone(this.zone).toLocalDate();
		return switch (this.unit) {
			case HOUR -> start(now).plus(Duration.ofHours(1));
			case DAY -> midnight(first.plusDays(1));
			case WEEK -> midnight(first.plusWeeks(1));
			case MONTH -> midnight(first.plusMonths(1));
		};
	}

	/** Where the clocks jump at midnight, the day begins after the jump. */
	private Instant midnight(LocalDate date) {
		return date.atStartOfDay(this.zone).toInstant();
	}

	@Override
	public Duration length() {
		return switch (this.unit) {
			case HOUR -> Duration.ofHours(1);
			case DAY -> Duration.ofHours(25);
			case WEEK -> Duration.ofDays(7).plusHours(1);
			case MONTH -> Duration.ofDays(31).plusHours(1);
		};
	}

	/**
	 * A period of the calendar.
	 */
	public enum Unit {

		/** From full hour to full hour. */
		HOUR,

		/** From midnight to midnight. */
		DAY,

		/** From Monday to Monday. */
		WEEK,

		/** From the first to the first. */
		MONTH

	}

}
