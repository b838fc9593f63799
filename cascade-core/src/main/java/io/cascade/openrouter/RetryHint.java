package io.cascade.openrouter;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * How long an upstream asked to wait. The most precise hint wins: {@code retry-after-ms},
 * {@code Retry-After}, the hints of OpenRouter's body, the limit that is used up by its
 * headers, other fields of the body, then its words. Never negative, and never more than
 * a day.
 *
 * @see <a href="https://openrouter.ai/docs/api-reference/limits">Limits</a>
 * @see Waits
 * @see RateLimits
 */
final class RetryHint {

	private static final int MAX_DEPTH = 6;

	/** With other statuses the headers only show how far a limit is that was not met. */
	private static final Set<Integer> LIMITED = Set.of(420, 429);

	/** What stands before the wait in a sentence. */
	private static final Pattern WORDS = Pattern.compile(
			"(?i)\\b(?:try again|retry|retrying|wait(?=\\W)|available(?: again)?|resets?|reset_?after|retry[-_ ]?after)"
					+ "[^.\\d]{0,40}?\\b(?<!-)((?:\\d{1,12}(?:\\.\\d{1,9})?\\s{0,2}"
					+ "(?:ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)"
					+ "(?:[\\s,]{1,2}(?:and\\s)?)?){1,5})(?![\\p{L}\\d])");

	/** Names in a body whose bare number counts milliseconds. */
	private static final List<String> MILLIS = List.of("retry_after_ms", "retryAfterMs", "retry_after_millis");

	/** Names in a body whose bare number counts seconds, or is an instant. */
	private static final List<String> SECONDS = List.of("retryDelay", "retry_delay", "retry_after", "retryAfter",
			"retry_after_seconds", "retry_after_sec", "Retry-After", "retry_in", "wait_seconds", "estimated_time",
			"reset_after", "resets_in_seconds", "reset_in_seconds", "reset_at", "resets_at");

	private RetryHint() {
	}

	/** Whether a wait stands in a body under that name. */
	static boolean isName(String name) {
		return MILLIS.contains(name) || SECONDS.contains(name);
	}

	static @Nullable Duration of(ErrorBody error, Instant now) {
		return Stream
			.<Supplier<@Nullable Duration>>of(() -> Waits.millis(error.header("retry-after-ms"), now),
					() -> Waits.millis(error.header("x-ms-retry-after-ms"), now),
					() -> Waits.seconds(error.header("Retry-After"), now),
					() -> Waits.seconds(error.error().object("availability").text("retry_after"), now),
					() -> Waits.seconds(error.details().text("retry_after"), now),
					() -> LIMITED.contains(error.status()) ? RateLimits.wait(error::header, now) : null,
					() -> inBody(error.body(), 0, now), () -> inWords(error.message()))
			.map(Supplier::get)
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	/** Whether the upstream says by itself when the limit is whole again. */
	static boolean isIn(ErrorBody error, Instant now) {
		return inBody(error.body(), 0, now) != null || inWords(error.message()) != null;
	}

	private static @Nullable Duration inBody(Object value, int depth, Instant now) {
		Object inside = ErrorPlaces.opened(value);
		if (depth > MAX_DEPTH) {
			return null;
		}
		Duration here = in(Fields.of(inside), now);
		return (here != null) ? here
				: ErrorPlaces.members(inside)
					.map((member) -> inBody(member, depth + 1, now))
					.filter(Objects::nonNull)
					.findFirst()
					.orElse(null);
	}

	private static @Nullable Duration in(Fields fields, Instant now) {
		return Stream
			.concat(MILLIS.stream().map((name) -> Waits.millis(fields.text(name), now)),
					SECONDS.stream().map((name) -> Waits.reset(fields.text(name), now)))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	private static @Nullable Duration inWords(@Nullable String words) {
		Matcher matcher = WORDS.matcher((words != null) ? words : "");
		return matcher.find() ? Waits.parts(matcher.group(1)) : null;
	}

}
