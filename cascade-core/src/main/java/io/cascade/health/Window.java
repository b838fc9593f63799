package io.cascade.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

import io.cascade.exchange.AttemptEffect;
import io.cascade.exchange.TagValues;
import org.jspecify.annotations.Nullable;

/**
 * What was seen lately, in slices that fall out at the far end. Its size has a bound,
 * whatever names and statuses upstreams make up. Thread-safe; nothing in it waits.
 */
final class Window {

	private static final int SLICES = 10;

	private static final int MAX_SERVING = 32;

	private static final int MAX_RESULTS = 16;

	private static final int MAX_FAILURES = 10;

	private final long sliceMillis;

	private final Slice[] slices = new Slice[SLICES];

	private final Latencies latencies;

	private final Deque<OutcomeCounts.Failure> failures = new ArrayDeque<>(MAX_FAILURES);

	Window(Duration length) {
		this.sliceMillis = length.toMillis() / SLICES;
		this.latencies = new Latencies(length.toMillis());
		Arrays.setAll(this.slices, (index) -> new Slice());
	}

	synchronized void add(Instant now, AttemptOutcome seen, @Nullable Duration timeToFirstToken) {
		long number = now.toEpochMilli() / this.sliceMillis;
		Slice slice = this.slices[(int) (number % SLICES)];
		slice.open(number);
		slice.count(seen);
		if (timeToFirstToken != null) {
			this.latencies.add(now.toEpochMilli(), timeToFirstToken.toMillis());
		}
		if (seen.failure() != null) {
			add(new OutcomeCounts.Failure(now, seen.failure(), seen.status(), seen.reason()));
		}
	}

	synchronized void add(OutcomeCounts.Failure failure) {
		if (this.failures.size() == MAX_FAILURES) {
			this.failures.removeLast();
		}
		this.failures.addFirst(failure);
	}

	synchronized void forget() {
		Arrays.setAll(this.slices, (index) -> new Slice());
		this.latencies.forget();
		this.failures.clear();
	}

	synchronized OutcomeCounts outcomes(Instant now) {
		long newest = now.toEpochMilli() / this.sliceMillis;
		Counts counts = new Counts();
		Map<String, Map<String, Long>> served = new TreeMap<>();
		for (Slice slice : this.slices) {
			if (slice.number > newest - SLICES && slice.number <= newest) {
				slice.addTo(counts, served);
			}
		}
		Instant oldest = now.minusMillis(this.sliceMillis * SLICES);
		List<OutcomeCounts.Failure> recent = this.failures.stream()
			.filter((failure) -> failure.at().isAfter(oldest))
			.toList();
		served.replaceAll((name, results) -> Collections.unmodifiableMap(results));
		return new OutcomeCounts(counts.successes, counts.failures, counts.rateLimited,
				Collections.unmodifiableMap(served), this.latencies.percentiles(now.toEpochMilli()), recent);
	}

	private static final class Counts {

		private long successes;

		private long failures;

		private long rateLimited;

		void count(AttemptEffect verdict) {
			switch (verdict) {
				case SUCCESS -> this.successes++;
				case FAILURE -> this.failures++;
				case RATE_LIMITED -> this.rateLimited++;
				default -> {
				}
			}
		}

		void add(Counts other) {
			this.successes += other.successes;
			this.failures += other.failures;
			this.rateLimited += other.rateLimited;
		}

	}

	/**
	 * A tenth of the window.
	 */
	private static final class Slice {

		private Counts counts = new Counts();

		private final Map<String, Map<String, Tally>> served = new HashMap<>();

		private long number = -1;

		void open(long wanted) {
			if (this.number != wanted) {
				this.number = wanted;
				this.counts = new Counts();
				this.served.clear();
			}
		}

		void count(AttemptOutcome seen) {
			this.counts.count(seen.effect());
			if (seen.servedBy() != null) {
				Map<String, Tally> results = bounded(this.served, seen.servedBy(), MAX_SERVING, () -> new HashMap<>(2));
				bounded(results, seen.result(), MAX_RESULTS, Tally::new).count++;
			}
		}

		private static <V> V bounded(Map<String, V> map, String key, int max, Supplier<V> fresh) {
			V known = map.get(key);
			return (known != null) ? known
					: map.computeIfAbsent((map.size() < max) ? key : TagValues.OTHER, (absent) -> fresh.get());
		}

		void addTo(Counts sums, Map<String, Map<String, Long>> all) {
			sums.add(this.counts);
			this.served.forEach((name, results) -> results
				.forEach((result, tally) -> all.computeIfAbsent(name, (absent) -> new TreeMap<>())
					.merge(result, tally.count, Long::sum)));
		}

	}

	private static final class Tally {

		private long count;

	}

}
