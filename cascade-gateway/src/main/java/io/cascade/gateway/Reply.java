package io.cascade.gateway;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.cascade.Attempt;
import io.cascade.CascadeChunk;
import io.cascade.Spend;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a reply before its answer comes, and what is told of it afterwards.
 *
 * @param requestId the id of the request
 * @param at when the request came
 * @param began the same in nanoseconds of the given clock
 * @param nanoTime the clock
 */
record Reply(String requestId, Instant at, long began, LongSupplier nanoTime) {

	static Reply to(String requestId, Clock clock, LongSupplier nanoTime) {
		return new Reply(requestId, clock.instant(), nanoTime.getAsLong(), nanoTime);
	}

	/** An id in the form that a client expects, made of the id of the request. */
	String id(String prefix) {
		return prefix + this.requestId.substring(this.requestId.indexOf('_') + 1);
	}

	Duration elapsed() {
		return Duration.ofNanos(this.nanoTime.getAsLong() - this.began);
	}

	/** What of the time no upstream is to blame for. */
	BigDecimal overheadMillis(List<Attempt> attempts) {
		Duration asked = attempts.stream()
			.map(Attempt::elapsed)
			.filter(Objects::nonNull)
			.reduce(Duration.ZERO, Duration::plus);
		long micros = TimeUnit.NANOSECONDS.toMicros(elapsed().minus(asked).toNanos());
		return BigDecimal.valueOf(Math.max(0, micros), 3);
	}

	/** The field by which a stream tells what headers tell of a whole answer. */
	Map<String, Object> summary(CascadeChunk.End end) {
		Map<String, Object> summary = new LinkedHashMap<>();
		summary.put("model", end.served().model());
		put(summary, "provider", end.served().provider());
		summary.put("attempts", end.attempts().size());
		put(summary, "cost", cost(end));
		summary.put("overhead_ms", overheadMillis(end.attempts()));
		return summary;
	}

	/** What all attempts cost, as far as is known. */
	static @Nullable BigDecimal cost(CascadeChunk.End end) {
		Spend spend = Spend.of(end.attempts());
		return (spend.known().signum() > 0 || spend.isComplete()) ? spend.known() : null;
	}

	private static void put(Map<String, Object> map, String name, @Nullable Object value) {
		if (value != null) {
			map.put(name, value);
		}
	}

}
