package io.cascade.budget;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

import io.cascade.budget.CalendarWindow.Unit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CalendarWindow} and {@link RollingWindow}.
 */
class CalendarWindowTests {

	private static final List<String> ZONES = ZoneId.getAvailableZoneIds().stream().sorted().toList();

	private static final List<Unit> UNITS = List.of(Unit.values());

	private static final Instant FIRST = Instant.parse("2000-01-01T00:00:00Z");

	static LongStream seeds() {
		return LongStream.range(0, 20);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	@DisplayName("I13 every instant is in exactly one period, in every zone")
	void putsEveryInstantInOnePeriod(long seed) {
		Random random = new Random(seed);
		for (int i = 0; i < 2_000; i++) {
			ZoneId zone = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
			Instant now = FIRST.plusMillis(random.nextLong(2_500_000_000_000L));
			assertOnePeriod(new CalendarWindow(UNITS.get(random.nextInt(4)), zone), now);
		}
	}

	@ParameterizedTest
	@EnumSource(Unit.class)
	@DisplayName("I13 every instant is in exactly one period, where the clocks jump")
	void putsInstantsAroundJumpsInOnePeriod(Unit unit) {
		Random random = new Random(1);
		for (String id : ZONES) {
			ZoneId zone = ZoneId.of(id);
			CalendarWindow window = new CalendarWindow(unit, zone);
			List<ZoneOffsetTransition> jumps = zone.getRules().getTransitions();
			jumps.stream().map(ZoneOffsetTransition::getInstant).filter(FIRST::isBefore).forEach((jump) -> {
				assertOnePeriod(window, jump.minusMillis(1));
				assertOnePeriod(window, jump);
				assertOnePeriod(window, jump.plusSeconds(random.nextInt(14_400) - 7_200));
			});
		}
	}

	private static void assertOnePeriod(CalendarWindow window, Instant now) {
		Instant start = window.start(now);
		Instant end = window.end(now);
		boolean within = !start.isAfter(now) && end.isAfter(now);
		boolean same = List.of(start, end.minusNanos(1))
			.stream()
			.allMatch((other) -> window.start(other).equals(start) && window.end(other).equals(end));
		boolean next = window.start(end).equals(end);
		boolean bounded = Duration.between(start, end).compareTo(window.length()) <= 0;
		assertThat(within && same && next && bounded).as("%s at %s", window, now).isTrue();
	}

	@ParameterizedTest(name = "{0}: {1} is in {2} to {3}")
	@DisplayName("an hour in which the clocks jump ends there")
	@CsvSource({ "Australia/Lord_Howe, 2026-04-04T14:30:00Z, 2026-04-04T14:00:00Z, 2026-04-04T15:00:00Z",
			"Australia/Lord_Howe, 2026-04-04T15:15:00Z, 2026-04-04T15:00:00Z, 2026-04-04T15:30:00Z",
			"Australia/Lord_Howe, 2026-04-04T15:45:00Z, 2026-04-04T15:30:00Z, 2026-04-04T16:30:00Z",
			"Australia/Lord_Howe, 2026-10-03T15:45:00Z, 2026-10-03T15:30:00Z, 2026-10-03T16:00:00Z",
			"Europe/Berlin, 2026-03-29T01:30:00Z, 2026-03-29T01:00:00Z, 2026-03-29T02:00:00Z",
			"Asia/Kolkata, 2026-11-23T03:00:00Z, 2026-11-23T02:30:00Z, 2026-11-23T03:30:00Z" })
	void endsAnHourWhereTheClocksJump(ZoneId zone, Instant now, Instant start, Instant end) {
		CalendarWindow window = new CalendarWindow(Unit.HOUR, zone);
		assertThat(window.start(now)).isEqualTo(start);
		assertThat(window.end(now)).isEqualTo(end);
	}

	@ParameterizedTest(name = "{0} {1}: {2} to {3}")
	@DisplayName("a day begins once where clocks go back over midnight, begin after it, or skip a day")
	@CsvSource({ "America/St_Johns, 2010-11-07T02:45:00Z, 2010-11-07T02:30:00Z, 2010-11-08T03:30:00Z",
			"Africa/Cairo, 2026-04-23T22:30:00Z, 2026-04-23T22:00:00Z, 2026-04-24T21:00:00Z",
			"Pacific/Apia, 2011-12-30T09:00:00Z, 2011-12-29T10:00:00Z, 2011-12-30T10:00:00Z",
			"Pacific/Apia, 2011-12-30T10:00:00Z, 2011-12-30T10:00:00Z, 2011-12-31T10:00:00Z" })
	void beginsADayOnce(ZoneId zone, Instant now, Instant start, Instant end) {
		CalendarWindow window = new CalendarWindow(Unit.DAY, zone);
		assertThat(window.start(now)).isEqualTo(start);
		assertThat(window.end(now)).isEqualTo(end);
	}

	@Test
	void aRollingWindowBeginsItsLengthAgo() {
		Instant now = Instant.parse("2026-11-23T03:00:00Z");
		assertThat(new RollingWindow(Duration.ofMinutes(90)).start(now))
			.isEqualTo(Instant.parse("2026-11-23T01:30:00Z"));
	}

}
