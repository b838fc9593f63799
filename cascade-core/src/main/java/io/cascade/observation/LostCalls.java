package io.cascade.observation;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.cascade.exchange.Time;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * Tells of lost calls so that an outage does not fill the log: the first of a kind and
 * chain in full, then every ten seconds the newest with the number of those since, as
 * long as there are any. One timer serves all kinds, and only while something is to be
 * told. Thread-safe.
 */
final class LostCalls {

	private static final long PERIOD = Duration.ofSeconds(10).toNanos();

	/** Names of chains and kinds are few; should they not be, the rest share one line. */
	private static final int MOST = 256;

	private static final String REST = "";

	private final Map<String, Line> lines = new HashMap<>();

	private final Consumer<String> log;

	private final Time time;

	private @Nullable Disposable timer;

	LostCalls(Consumer<String> log, Time time) {
		this.log = log;
		this.time = time;
	}

	/** Tells now, or counts what was told of lately. */
	synchronized void tell(String kind, String words) {
		long now = this.time.nanos();
		String key = (this.lines.size() < MOST || this.lines.containsKey(kind)) ? kind : REST;
		Line line = this.lines.get(key);
		if (line != null) {
			line.count(words);
		}
		else {
			this.lines.put(key, new Line(now));
			this.log.accept(words);
		}
		if (this.timer == null) {
			this.timer = schedule(now);
		}
	}

	/** Where nobody runs it any longer, what was counted is told at the end. */
	private @Nullable Disposable schedule(long now) {
		long next = this.lines.values().stream().mapToLong((line) -> line.toldAt - now).min().orElse(0) + PERIOD;
		try {
			return this.time.scheduler().schedule(this::due, Math.max(next, 0), TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			return null;
		}
	}

	private synchronized void due() {
		long now = this.time.nanos();
		tell((line) -> now - line.toldAt >= PERIOD, now);
		this.timer = this.lines.isEmpty() ? null : schedule(now);
	}

	/** What was counted and not told is not told. */
	synchronized void forget() {
		this.lines.clear();
		if (this.timer != null) {
			this.timer.dispose();
			this.timer = null;
		}
	}

	/** Tells what was counted and not told. */
	synchronized void close() {
		tell((line) -> true, this.time.nanos());
		if (this.timer != null) {
			this.timer.dispose();
			this.timer = null;
		}
	}

	private void tell(Predicate<Line> due, long now) {
		Iterator<Line> each = this.lines.values().iterator();
		while (each.hasNext()) {
			Line line = each.next();
			if (due.test(line)) {
				String words = line.next(now);
				if (words == null) {
					each.remove();
				}
				else {
					this.log.accept(words);
				}
			}
		}
	}

	private static final class Line {

		private long toldAt;

		private long untold;

		private String newest = "";

		Line(long now) {
			this.toldAt = now;
		}

		void count(String words) {
			this.untold++;
			this.newest = words;
		}

		/** What is to be told of those since; {@code null} if there were none. */
		@Nullable String next(long now) {
			if (this.untold == 0) {
				return null;
			}
			long seconds = Math.max(1, TimeUnit.NANOSECONDS.toSeconds(now - this.toldAt));
			String words = (this.untold == 1) ? this.newest
					: "%s; the latest of %d such calls in %d s".formatted(this.newest, this.untold, seconds);
			this.toldAt = now;
			this.untold = 0;
			return words;
		}

	}

}
