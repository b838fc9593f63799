package io.cascade.benchmarks;

import java.time.Duration;

/**
 * How long it may take.
 *
 * @param round how long a round of one contender takes
 * @param rounds how many rounds are measured
 * @param warmUp CPU time after which the warm-up of a contender ends even if its costs
 * still fall
 */
record Effort(Duration round, int rounds, Duration warmUp) {

	/** For figures. */
	static final Effort FULL = new Effort(Duration.ofMillis(700), 15, Duration.ofSeconds(60));

	/** To see whether a change went wrong. */
	static final Effort QUICK = new Effort(Duration.ofMillis(500), 7, Duration.ofSeconds(40));

	/**
	 * To see whether all of it works; its figures are those of code that is hardly warm.
	 */
	static final Effort ONCE = new Effort(Duration.ofMillis(200), 1, Duration.ofSeconds(1));

}
