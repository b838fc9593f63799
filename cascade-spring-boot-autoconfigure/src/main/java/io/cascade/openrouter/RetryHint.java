package io.cascade.openrouter;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * How long an upstream asked to wait. The most precise hint wins: {@code retry-after-ms},
 * {@code Retry-After} in seconds or as a date, the hint in the body, then
 * {@code X-RateLimit-Reset} in epoch milliseconds or seconds. Never negative.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#name-retry-after">RFC 9110,
 * Retry-After</a>
 * @see <a href="https://openrouter.ai/docs/api-reference/limits">Limits</a>
 */
final class RetryHint {

	private static final double LEAST_EPOCH_MILLIS = 1e11;

	private static final Duration LONGEST = Duration.ofDays(31);

	private RetryHint() {
	}

	static @Nullable Duration of(ErrorBody error, Instant now) {
		return Stream
			.<Supplier<@Nullable Duration>>of(() -> millis(number(error.header("retry-after-ms"))),
					() -> retryAfter(error.header("Retry-After"), now),
					() -> seconds(error.error().object("availability").number("retry_after")),
					() -> seconds(error.details().number("retry_after")),
					() -> reset(number(error.header("X-RateLimit-Reset")), now))
			.map(Supplier::get)
			.filter(Objects::nonNull)
			.findFirst()
			.map(RetryHint::bounded)
			.orElse(null);
	}

	private static Duration bounded(Duration wait) {
		if (wait.isNegative()) {
			return Duration.ZERO;
		}
		return (wait.compareTo(LONGEST) > 0) ? LONGEST : wait;
	}

	private static @Nullable Duration retryAfter(@Nullable String value, Instant now) {
		Double seconds = number(value);
		return (seconds != null || value == null) ? seconds(seconds) : date(value, now);
	}

	private static @Nullable Duration date(String value, Instant now) {
		try {
			return Duration.between(now,
					ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
		}
		catch (DateTimeParseException ex) {
			return null;
		}
	}

	private static @Nullable Duration reset(@Nullable Double value, Instant now) {
		if (value == null) {
			return null;
		}
		double epochMillis = (value > LEAST_EPOCH_MILLIS) ? value : value * 1000;
		return millis(epochMillis - now.toEpochMilli());
	}

	private static @Nullable Duration seconds(@Nullable Double seconds) {
		return (seconds != null) ? millis(seconds * 1000) : null;
	}

	private static @Nullable Duration millis(@Nullable Double millis) {
		return (millis != null && Double.isFinite(millis)) ? Duration.ofMillis((long) Math.ceil(millis)) : null;
	}

	private static @Nullable Double number(@Nullable String value) {
		return Amounts.estimate(value);
	}

}
