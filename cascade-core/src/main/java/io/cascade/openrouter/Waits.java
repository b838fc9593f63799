package io.cascade.openrouter;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Reads how long to wait from what upstreams write: {@code 7}, {@code 7s}, {@code 6m0s},
 * {@code 1h2m3.5s}, {@code 120ms}, {@code PT7S}, {@code 20 seconds}, a date, an instant
 * of an epoch in seconds or milliseconds. No text is believed to say more than a day.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#name-retry-after">RFC 9110,
 * Retry-After</a>
 */
final class Waits {

	/** The most that one hint may ask for. */
	static final Duration LONGEST = Duration.ofDays(1);

	private static final int MAX_LENGTH = 64;

	private static final double LEAST_EPOCH_SECONDS = 1e9;

	private static final double LEAST_EPOCH_MILLIS = 1e11;

	private static final Pattern PART = Pattern
		.compile("(\\d{1,18}(?:\\.\\d{1,18})?)\\s{0,3}([a-zµμ]{1,12})[\\s,]{0,3}" + "(?:and\\s)?");

	private static final Map<String, Double> MILLIS = Map.ofEntries(Map.entry("ns", 1e-6), Map.entry("us", 1e-3),
			Map.entry("µs", 1e-3), Map.entry("μs", 1e-3), Map.entry("ms", 1d), Map.entry("milli", 1d),
			Map.entry("millisecond", 1d), Map.entry("s", 1e3), Map.entry("sec", 1e3), Map.entry("second", 1e3),
			Map.entry("m", 6e4), Map.entry("min", 6e4), Map.entry("minute", 6e4), Map.entry("h", 36e5),
			Map.entry("hr", 36e5), Map.entry("hour", 36e5), Map.entry("d", 864e5), Map.entry("day", 864e5));

	private static final List<Function<String, Instant>> DATES = List.of(
			(text) -> ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant(),
			(text) -> OffsetDateTime.parse(text).toInstant(), (text) -> utc("EEEE, dd-MMM-yy HH:mm:ss 'GMT'", text),
			(text) -> utc("EEE MMM ppd HH:mm:ss yyyy", text), (text) -> utc("EEE MMM d HH:mm:ss yyyy", text),
			(text) -> utc("yyyy-MM-dd[' ']['T']HH:mm:ss", text));

	private Waits() {
	}

	/** A bare number counts seconds; one that is too large for that is an instant. */
	static @Nullable Duration seconds(@Nullable String text, Instant now) {
		return read(text, 1e3, false, now);
	}

	/** A bare number counts milliseconds. */
	static @Nullable Duration millis(@Nullable String text, Instant now) {
		return read(text, 1, false, now);
	}

	/** A bare number counts seconds, or is an instant of the epoch. */
	static @Nullable Duration reset(@Nullable String text, Instant now) {
		return read(text, 1e3, true, now);
	}

	private static @Nullable Duration read(@Nullable String text, double unit, boolean instants, Instant now) {
		String value = (text != null) ? text.strip() : "";
		if (value.isEmpty() || value.length() > MAX_LENGTH) {
			return null;
		}
		Double number = Amounts.approximate(first(value));
		if (number != null) {
			return number(number, unit, instants, now);
		}
		Duration parts = parts(value);
		return (parts != null) ? parts : date(value, now);
	}

	private static @Nullable Duration number(double number, double unit, boolean instants, Instant now) {
		if ((!instants && !isNear(number, now)) || number < LEAST_EPOCH_SECONDS) {
			return bounded(number * unit);
		}
		double epochMillis = (number >= LEAST_EPOCH_MILLIS) ? number : number * 1e3;
		return bounded(Math.max(0, epochMillis - now.toEpochMilli()));
	}

	/** Whether it can't be meant but as an instant: today, in seconds or milliseconds. */
	private static boolean isNear(double number, Instant now) {
		double millis = (number >= LEAST_EPOCH_MILLIS) ? number : number * 1e3;
		return Math.abs(millis - now.toEpochMilli()) <= LONGEST.toMillis();
	}

	/** Of a header that came twice. */
	private static String first(String value) {
		int comma = value.indexOf(',');
		return (comma < 0) ? value : value.substring(0, comma);
	}

	/** The sum of numbers with units, {@code null} if there is anything else. */
	static @Nullable Duration parts(String text) {
		String value = text.strip().toLowerCase(Locale.ROOT);
		Matcher matcher = PART.matcher(value.startsWith("pt") ? value.substring(2) : value);
		double millis = 0;
		int end = 0;
		while (matcher.find() && matcher.start() == end) {
			Double unit = unit(matcher.group(2));
			if (unit == null) {
				return null;
			}
			millis += Double.parseDouble(matcher.group(1)) * unit;
			end = matcher.end();
		}
		boolean whole = end > 0 && end == (value.startsWith("pt") ? value.length() - 2 : value.length());
		return whole ? bounded(millis) : null;
	}

	private static @Nullable Double unit(String word) {
		Double unit = MILLIS.get(word);
		return (unit != null || !word.endsWith("s")) ? unit : MILLIS.get(word.substring(0, word.length() - 1));
	}

	private static @Nullable Duration date(String value, Instant now) {
		return DATES.stream()
			.map((format) -> instant(format, value))
			.filter(Objects::nonNull)
			.findFirst()
			.map((instant) -> bounded(
					Math.max(0, 1e3 * instant.getEpochSecond() + instant.getNano() / 1e6 - now.toEpochMilli())))
			.orElse(null);
	}

	private static Instant utc(String pattern, String text) {
		return LocalDateTime.parse(text, DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH))
			.toInstant(ZoneOffset.UTC);
	}

	private static @Nullable Instant instant(Function<String, Instant> format, String value) {
		try {
			return format.apply(value);
		}
		catch (DateTimeParseException ex) {
			return null;
		}
	}

	/** Negative and endless is no hint. */
	private static @Nullable Duration bounded(double millis) {
		if (!Double.isFinite(millis) || millis < 0) {
			return null;
		}
		return (millis >= LONGEST.toMillis()) ? LONGEST : Duration.ofMillis((long) Math.ceil(millis));
	}

}
