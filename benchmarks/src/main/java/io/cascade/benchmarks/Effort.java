package io.cascade.benchmarks;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * How long a comparison may take.
 *
 * @param round CPU time that a round of one contender should take
 * @param rounds how many rounds are measured
 * @param warmUp when the warm-up ends even if costs still fall
 * @param longest when the rounds end even if some are left, on a machine that is busy
 * @param only names of the contenders to run, all if empty
 */
record Effort(Duration round, int rounds, Duration warmUp, Duration longest, List<String> only) {

	static Effort of(String[] args) {
		List<String> given = Arrays.asList(args);
		List<String> only = given.stream().filter((arg) -> !arg.equals("quick")).toList();
		return given.contains("quick")
				? new Effort(Duration.ofMillis(300), 5, Duration.ofSeconds(8), Duration.ofSeconds(6), only)
				: new Effort(Duration.ofMillis(500), 15, Duration.ofSeconds(20), Duration.ofSeconds(32), only);
	}

	boolean includes(Contender contender) {
		return this.only.isEmpty() || this.only.stream().anyMatch(contender.name()::startsWith);
	}

}
