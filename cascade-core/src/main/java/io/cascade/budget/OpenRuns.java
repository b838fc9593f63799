package io.cascade.budget;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.cascade.CascadeRun;
import io.cascade.RunReport;
import io.cascade.Runs;
import io.cascade.exchange.Forgetful;

/**
 * The runs in which something was asked lately: the newest {@value #MOST}, until nothing
 * was asked in them for a quarter of an hour. Thread-safe.
 */
public final class OpenRuns implements Forgetful {

	private static final int MOST = 100;

	private static final Duration IDLE = Duration.ofMinutes(15);

	private final Clock clock;

	private final Map<CascadeRun, Instant> used = new LinkedHashMap<>();

	/**
	 * No run yet.
	 * @param clock tells what is long ago
	 */
	public OpenRuns(Clock clock) {
		this.clock = clock;
	}

	/**
	 * Something is asked in runs.
	 * @param runs the runs
	 */
	public synchronized void used(Runs runs) {
		Instant now = this.clock.instant();
		for (CascadeRun run : runs.all()) {
			this.used.remove(run);
			this.used.put(run, now);
		}
		purge(now);
	}

	/** Those that were used longest ago stand first. */
	private void purge(Instant now) {
		Iterator<Instant> all = this.used.values().iterator();
		while (all.hasNext()) {
			boolean over = all.next().plus(IDLE).isBefore(now) || this.used.size() > MOST;
			if (!over) {
				return;
			}
			all.remove();
		}
	}

	/**
	 * The runs in which something was asked lately.
	 * @return what they have done, the newest first
	 */
	public List<RunReport> reports() {
		List<RunReport> reports = new ArrayList<>();
		for (CascadeRun run : runs()) {
			reports.add(0, run.report());
		}
		return reports;
	}

	/**
	 * How many there are.
	 * @return the number, {@value #MOST} at the most
	 */
	public int count() {
		return runs().size();
	}

	private synchronized List<CascadeRun> runs() {
		purge(this.clock.instant());
		return List.copyOf(this.used.keySet());
	}

	/**
	 * Shows none of the runs so far. They go on, with what they have spent.
	 */
	@Override
	public synchronized void forget() {
		this.used.clear();
	}

}
