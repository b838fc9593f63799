package io.cascade.observation;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Tells of lost calls so that an outage does not fill the log: the first of a kind and
 * chain in full, then one every ten seconds with the number of those between.
 * Thread-safe.
 */
final class LostCalls {

	private static final long PERIOD = Duration.ofSeconds(10).toNanos();

	/** Names of chains and kinds are few; should they not be, the rest share one line. */
	private static final int MOST = 256;

	private final Map<String, Line> lines = new ConcurrentHashMap<>();

	private final Line rest = new Line();

	private final Consumer<String> log;

	LostCalls(Consumer<String> log) {
		this.log = log;
	}

	void tell(String chain, String kind, String words, long now) {
		String key = kind + ' ' + chain;
		Line line = (this.lines.size() < MOST) ? this.lines.computeIfAbsent(key, (any) -> new Line())
				: this.lines.getOrDefault(key, this.rest);
		long untold = line.next(now);
		if (untold >= 0) {
			this.log.accept((untold == 0) ? words : "%s; %d more like it since the last line".formatted(words, untold));
		}
	}

	private static final class Line {

		private boolean begun;

		private long toldAt;

		private long untold;

		/** How many were not told before this one, or -1 if it is not told either. */
		synchronized long next(long now) {
			if (this.begun && now - this.toldAt < PERIOD) {
				this.untold++;
				return -1;
			}
			this.begun = true;
			this.toldAt = now;
			long before = this.untold;
			this.untold = 0;
			return before;
		}

	}

}
