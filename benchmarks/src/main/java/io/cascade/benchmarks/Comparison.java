package io.cascade.benchmarks;

import java.time.Duration;
import java.util.List;

/**
 * Runs contenders in turn, round by round, so that whatever else the machine does falls
 * on all of them alike.
 *
 * @param contenders the contenders, the first one is judged
 * @param concurrency how many calls are under way at once
 * @param effort how long it may take
 */
record Comparison(List<Contender> contenders, int concurrency, Effort effort) {

	/** Calls at once; many of them come first because they warm up faster. */
	static final List<Integer> CONCURRENCY = List.of(32, 1);

	/** The contenders with what they cost. */
	List<Lane> run() {
		List<Lane> lanes = this.contenders.stream()
			.filter(this.effort::includes)
			.map((contender) -> new Lane(contender, this.concurrency, this.effort.round()))
			.toList();
		warmUp(lanes);
		measure(lanes);
		return lanes;
	}

	private void measure(List<Lane> lanes) {
		long start = System.nanoTime();
		int round = 0;
		do {
			lanes.forEach(Lane::measure);
			round++;
		}
		while (round < this.effort.rounds() && isWithin(this.effort.longest(), start));
	}

	private void warmUp(List<Lane> lanes) {
		long start = System.nanoTime();
		do {
			lanes.forEach(Lane::warmUp);
		}
		while (isWithin(this.effort.warmUp(), start) && lanes.stream().anyMatch(Lane::isFalling));
	}

	private static boolean isWithin(Duration time, long start) {
		return System.nanoTime() - start < time.toNanos();
	}

}
