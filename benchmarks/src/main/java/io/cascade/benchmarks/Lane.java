package io.cascade.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One contender in a comparison, in a process of its own: finds out how many calls fill a
 * round, and when their cost has stopped falling.
 */
final class Lane implements AutoCloseable {

	/** Rounds on either side of the comparison that ends the warm-up. */
	private static final int WINDOW = 4;

	/** Costs that fall by less than this fall no more. */
	private static final double STILL_FALLING = 0.97;

	private static final int FIRST_CALLS = 50;

	/** Before that the compiler has hardly begun. */
	private static final int LEAST_CALLS = 20_000;

	/** Many calls at once warm up faster. */
	private static final int AT_ONCE = 64;

	private final Entrant entrant;

	private final Scenario scenario;

	private final Effort effort;

	private final Fork fork;

	private final List<Cost> warmUp = new ArrayList<>();

	private final List<Cost> costs = new ArrayList<>();

	private int calls = FIRST_CALLS;

	private int warmUpCalls;

	Lane(Entrant entrant, Scenario scenario, Effort effort, Fork fork) {
		this.entrant = entrant;
		this.scenario = scenario;
		this.effort = effort;
		this.fork = fork;
	}

	Entrant entrant() {
		return this.entrant;
	}

	/** What each measured round has cost. */
	List<Cost> costs() {
		return this.costs;
	}

	void measure() throws IOException {
		this.costs.add(order(this.scenario.concurrency(), true));
	}

	/** Warms up, then finds how many calls fill a round. */
	void prepare() throws IOException {
		if (this.scenario.isHeld()) {
			run(AT_ONCE);
			this.calls = this.scenario.concurrency();
			return;
		}
		for (double used = 0; isFalling() && used < this.effort.warmUp().toNanos();) {
			int made = this.calls;
			Cost cost = run(Math.max(this.scenario.concurrency(), AT_ONCE));
			used += made * cost.get(Figure.CPU);
			this.warmUpCalls += made;
			this.warmUp.add(cost);
		}
		this.calls = FIRST_CALLS;
		for (int i = 0; i < WINDOW; i++) {
			run(this.scenario.concurrency());
		}
	}

	private Cost run(int concurrency) throws IOException {
		Cost cost = order(concurrency, false);
		double wanted = cost.get(Figure.RATE) * this.effort.round().toNanos() / 1e9;
		this.calls = (int) Math.min(Math.max(wanted, FIRST_CALLS), 4.0 * this.calls);
		return cost;
	}

	private Cost order(int concurrency, boolean measured) throws IOException {
		Cost cost = ClientProcess.order(this.fork, this.calls, concurrency, measured);
		if (cost.get(Figure.LOST) > 0 && !this.scenario.figures().contains(Figure.LOST)) {
			throw new IllegalStateException("%s lost calls".formatted(this.entrant.title()));
		}
		return cost;
	}

	private boolean isFalling() {
		return this.warmUpCalls < LEAST_CALLS || this.warmUp.size() < 2 * WINDOW || isFalling(Figure.CPU)
				|| isFalling(Figure.ALLOCATED);
	}

	private boolean isFalling(Figure figure) {
		int size = this.warmUp.size();
		return middle(figure, size - WINDOW) < middle(figure, size - 2 * WINDOW) * STILL_FALLING;
	}

	private double middle(Figure figure, int from) {
		return Quartiles.of(this.warmUp.subList(from, from + WINDOW).stream().map((cost) -> cost.get(figure)).toList())
			.median();
	}

	@Override
	public void close() throws IOException {
		ClientProcess.end(this.fork);
		this.fork.close();
	}

}
