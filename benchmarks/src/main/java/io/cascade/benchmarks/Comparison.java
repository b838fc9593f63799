package io.cascade.benchmarks;

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
		for (int round = 0; round < this.effort.rounds(); round++) {
			lanes.forEach(Lane::measure);
		}
		return lanes;
	}

	private void warmUp(List<Lane> lanes) {
		long start = System.nanoTime();
		do {
			lanes.forEach(Lane::warmUp);
		}
		while (System.nanoTime() - start < this.effort.warmUp().toNanos() && lanes.stream().anyMatch(Lane::isFalling));
	}

}
