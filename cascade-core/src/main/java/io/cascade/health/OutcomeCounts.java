package io.cascade.health;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.cascade.FailureKind;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of a provider or a target within a window. Immutable.
 *
 * @param successes attempts that answered
 * @param failures attempts that count against the provider: neither rate limits, nor
 * faults of the request or the account, nor what was cancelled
 * @param rateLimited attempts that met a rate limit
 * @param servedBy how often each serving provider gave which status, as OpenRouter
 * reports it; where there was no status, what happened instead
 * @param timeToFirstToken of the newest attempts, {@code null} if none is known
 * @param lastFailures the newest failures of any kind, newest first
 */
public record OutcomeCounts(long successes, long failures, long rateLimited, Map<String, Map<String, Long>> servedBy,
		@Nullable Percentiles timeToFirstToken, List<Failure> lastFailures) {

	/** Keeps copies. */
	public OutcomeCounts {
		servedBy = copy(servedBy);
		lastFailures = List.copyOf(lastFailures);
	}

	private static Map<String, Map<String, Long>> copy(Map<String, Map<String, Long>> counts) {
		Map<String, Map<String, Long>> copy = new LinkedHashMap<>();
		counts.forEach((name, each) -> copy.put(name, Collections.unmodifiableMap(new LinkedHashMap<>(each))));
		return Collections.unmodifiableMap(copy);
	}

	/**
	 * How many attempts succeeded or failed.
	 * @return the number, without rate limits
	 */
	public long judged() {
		return this.successes + this.failures;
	}

	/**
	 * How many of the judged attempts succeeded.
	 * @return a percentage, {@code null} if there is none
	 */
	public @Nullable Double successRate() {
		return (judged() == 0) ? null : 100.0 * this.successes / judged();
	}

	/**
	 * Whether anything was seen at all.
	 * @return {@code true} if nothing was
	 */
	public boolean isEmpty() {
		return judged() == 0 && this.rateLimited == 0 && this.lastFailures.isEmpty();
	}

	/**
	 * Half and nineteen in twenty were no slower.
	 *
	 * @param p50 milliseconds
	 * @param p95 milliseconds
	 */
	public record Percentiles(long p50, long p95) {

	}

	/**
	 * A failure.
	 *
	 * @param at when it was seen
	 * @param kind what went wrong
	 * @param status the HTTP status, where there was one
	 * @param reason the words of the upstream or of a gate, shortened, without keys and
	 * prompts; {@code null} where no message came
	 */
	public record Failure(Instant at, FailureKind kind, @Nullable Integer status, @Nullable String reason) {

	}

}
