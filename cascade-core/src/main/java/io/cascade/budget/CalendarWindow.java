package io.cascade.budget;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneOffsetTransition;

import io.cascade.KebabCase;

/**
 * A period of the calendar in a time zone. A day may have 23 or 25 hours; an hour in
 * which the clocks jump ends there.
 *
 * @param unit the period
 * @param zone the time zone that its beginning is meant in
 */
public record CalendarWindow(Unit unit, ZoneId zone) implements SpendWindow {

	/** Mostly an hour, two in Antarctica/Troll, three where a zone changes for good. */
	private static final Duration PUT_BACK = Duration.ofHours(3);

	@Override
	public Instant start(Instant now) {
		return (this.unit == Unit.HOUR) ? hour(now) : midnight(first(now));
	}

	/**
	 * When the period that an instant falls into ends.
	 * @param now the instant
	 * @return the beginning of the next one
	 */
	public Instant end(Instant now) {
		return (this.unit == Unit.HOUR) ? nextHour(now) : midnight(next(first(now)));
	}

	private Instant hour(Instant now) {
		Instant full = fullHour(now);
		ZoneOffsetTransition jump = this.zone.getRules().previousTransition(now.plusNanos(1));
		return (jump != null && jump.getInstant().isAfter(full)) ? jump.getInstant() : full;
	}

	private Instant nextHour(Instant now) {
		Instant full = fullHour(now).plus(Duration.ofHours(1));
		ZoneOffsetTransition jump = this.zone.getRules().nextTransition(now);
		return (jump != null && jump.getInstant().isBefore(full)) ? jump.getInstant() : full;
	}

	private Instant fullHour(Instant now) {
		return now.atOffset(this.zone.getRules().getOffset(now)).truncatedTo(ChronoUnit.HOURS).toInstant();
	}

	/** A period that has begun stays begun where the clocks go back over midnight. */
	private LocalDate first(Instant now) {
		LocalDate date = now.atZone(this.zone).toLocalDate();
		LocalDate first = switch (this.unit) {
			case HOUR, DAY -> date;
			case WEEK -> date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
			case MONTH -> date.withDayOfMonth(1);
		};
		return midnight(next(first)).isAfter(now) ? first : next(first);
	}

	private LocalDate next(LocalDate first) {
		return switch (this.unit) {
			case HOUR, DAY -> first.plusDays(1);
			case WEEK -> first.plusWeeks(1);
			case MONTH -> first.plusMonths(1);
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
			case DAY -> Duration.ofDays(1).plus(PUT_BACK);
			case WEEK -> Duration.ofDays(7).plus(PUT_BACK);
			case MONTH -> Duration.ofDays(31).plus(PUT_BACK);
		};
	}

	/**
	 * A period of the calendar.
	 */
	public enum Unit implements KebabCase {

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
