package io.cascade.openrouter;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The headers in which vendors report what is left of a rate limit, and when it is whole
 * again. A vendor has several limits; the one that is used up gives the wait.
 *
 * @see <a href="https://platform.openai.com/docs/guides/rate-limits">OpenAI</a>
 * @see <a href="https://docs.claude.com/en/api/rate-limits">Anthropic</a>
 * @see <a href="https://console.groq.com/docs/rate-limits">Groq</a>
 */
final class RateLimits {

	static final List<Limit> ALL = List.of(new Limit("openrouter", "x-ratelimit-remaining", "x-ratelimit-reset"),
			new Limit("openai", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"),
			new Limit("openai", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"),
			new Limit("azure", "x-ratelimit-remaining-requests", "x-rate-limit-reset-requests"),
			new Limit("azure", "x-ratelimit-remaining-tokens", "x-rate-limit-reset-tokens"),
			new Limit("anthropic", "anthropic-ratelimit-requests-remaining", "anthropic-ratelimit-requests-reset"),
			new Limit("anthropic", "anthropic-ratelimit-tokens-remaining", "anthropic-ratelimit-tokens-reset"),
			new Limit("anthropic", "anthropic-ratelimit-input-tokens-remaining",
					"anthropic-ratelimit-input-tokens-reset"),
			new Limit("anthropic", "anthropic-ratelimit-output-tokens-remaining",
					"anthropic-ratelimit-output-tokens-reset"),
			new Limit("cerebras", "x-ratelimit-remaining-requests-day", "x-ratelimit-reset-requests-day"),
			new Limit("cerebras", "x-ratelimit-remaining-requests-minute", "x-ratelimit-reset-requests-minute"),
			new Limit("cerebras", "x-ratelimit-remaining-tokens-minute", "x-ratelimit-reset-tokens-minute"),
			new Limit("anthropic", "anthropic-ratelimit-unified-remaining", "anthropic-ratelimit-unified-reset"),
			new Limit("mistral", "ratelimitbysize-remaining", "ratelimitbysize-reset"),
			new Limit("others", "ratelimit-remaining", "ratelimit-reset"),
			new Limit("others", "x-rate-limit-remaining", "x-rate-limit-reset"),
			new Limit("others", "x-ratelimit-remaining", "x-ratelimit-reset-after"),
			new Limit("others", "x-ratelimit-remaining", "x-ratelimit-retry-after"),
			new Limit("azure", "x-ratelimit-remaining", "x-ratelimit-timeremaining"));

	/** {@code remaining=0, reset=25} and {@code "day";r=0;t=25}. */
	private static final Pattern STRUCTURED = Pattern
		.compile("\\b(?:remaining|r)=0{1,9}\\s{0,3}[;,]\\s{0,3}(?:reset|t)=(\\d{1,12})\\b");

	private RateLimits() {
	}

	/**
	 * The longest wait of a limit that is used up; else of one that does not show what is
	 * left.
	 * @param header reads a header, in any case
	 * @param now the instant
	 * @return the wait, or {@code null} if no limit asks for one
	 */
	static @Nullable Duration wait(Function<String, @Nullable String> header, Instant now) {
		List<Duration> usedUp = new ArrayList<>();
		List<Duration> untold = new ArrayList<>();
		STRUCTURED.matcher(Objects.requireNonNullElse(header.apply("ratelimit"), ""))
			.results()
			.map((found) -> Waits.reset(found.group(1), now))
			.filter(Objects::nonNull)
			.forEach(usedUp::add);
		for (Limit limit : ALL) {
			Duration wait = Waits.reset(header.apply(limit.reset()), now);
			String left = header.apply(limit.remaining());
			if (wait != null && (left == null || isNothing(left))) {
				((left == null) ? untold : usedUp).add(wait);
			}
		}
		return Stream.of(usedUp, untold)
			.map((waits) -> waits.stream().max(Comparator.naturalOrder()).orElse(null))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	/** Some servers write {@code 0.0}; {@code -1} is Azure's word for unknown. */
	static boolean isNothing(@Nullable String left) {
		return left != null && left.strip().matches("0{1,18}(?:\\.0{1,18})?");
	}

	/**
	 * One limit.
	 *
	 * @param vendor who says it
	 * @param remaining the header with what is left
	 * @param reset the header with the time when it is whole again
	 */
	record Limit(String vendor, String remaining, String reset) {

	}

}
