package io.cascade.budget;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A window as it is written: {@code day}, {@code 24h}, {@code PT24H}.
 *
 * @param text the text
 */
record WrittenWindow(String text) {

	private static final Pattern SIMPLE = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");

	private static final Duration SHORTEST = Duration.ofMinutes(1);

	private static final Duration LONGEST = Duration.ofDays(366);

	SpendWindow in(ZoneId zone) {
		return Arrays.stream(CalendarWindow.Unit.values())
			.filter((unit) -> unit.name().equalsIgnoreCase(this.text.strip()))
			.<SpendWindow>map((unit) -> new CalendarWindow(unit, zone))
			.findFirst()
			.orElseGet(this::rolling);
	}

	private RollingWindow rolling() {
		Duration length = length(this.text.strip());
		if (length == null || length.compareTo(SHORTEST) < 0 || length.compareTo(LONGEST) > 0) {
			throw new IllegalArgumentException("'%s' is no window".formatted(this.text));
		}
		return new RollingWindow(length);
	}

	private static @Nullable Duration length(String text) {
		Matcher simple = SIMPLE.matcher(text.toLowerCase(Locale.ROOT));
		try {
			return simple.matches() ? length(Long.parseLong(simple.group(1)), simple.group(2)) : Duration.parse(text);
		}
		catch (DateTimeException | ArithmeticException ex) {
			return null;
		}
	}

	private static Duration length(long count, String unit) {
		return switch (unit) {
			case "ms" -> Duration.ofMillis(count);
			case "s" -> Duration.ofSeconds(count);
			case "m" -> Duration.ofMinutes(count);
			case "h" -> Duration.ofHours(count);
			default -> Duration.ofDays(count);
		};
	}

}
