package io.cascade.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One contender in a comparison: finds out how many calls fill a round, and when their
 * cost has stopped falling.
 */
final class Lane {

	/** Rounds on either side of the comparison that ends the warm-up. */
	private static final int WINDOW = 4;

	/** Costs that fall by less than this fall no more. */
	private static final double STILL_FALLING = 0.97;

	private static final int FIRST_CALLS = 50;

	/** Before that the compiler has hardly begun. */
	private static final int LEAST_CALLS = 3000;

	private final Contender contender;

	private final int concurrency;

	private final Duration round;

	private final List<Double> warmUp = new ArrayList<>();

	private final List<Cost> costs = new ArrayList<>();

	private int calls = FIRST_CALLS;

	private int warmUpCalls;

	Lane(Contender contender, int concurrency, Duration round) {
		this.contender = contender;
		this.concurrency = concurrency;
		this.round = round;
	}

	String name() {
		return this.contender.name();
	}

	/** What each measured round has cost, per call. */
	List<Cost> costs() {
		return this.costs;
	}

	void measure() {
		this.costs.add(Cost.of(this.contender, this.calls, this.concurrency));
	}

	void warmUp() {
		double cpu = Cost.of(this.contender, this.calls, this.concurrency).cpu();
		this.warmUp.add(cpu);
		this.warmUpCalls += this.calls;
		this.calls = callsFor(cpu);
	}

	/** The clock of a process is coarse, so the first rounds may seem to be free. */
	private int callsFor(double cpu) {
		double wanted = this.round.toNanos() / Math.max(cpu, 1);
		return (int) Math.min(Math.max(wanted, FIRST_CALLS), 4.0 * this.calls);
	}

	boolean isFalling() {
		int size = this.warmUp.size();
		return this.warmUpCalls < LEAST_CALLS || size < 2 * WINDOW
				|| middle(size - WINDOW) < middle(size - 2 * WINDOW) * STILL_FALLING;
	}

	private double middle(int from) {
		return Quartiles.of(this.warmUp.subList(from, from + WINDOW)).median();
	}

}
