package io.cascade.health;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets a share of the calls try something. What is not used is saved for three trials at
 * most. Thread-safe.
 */
final class ExplorationBudget {

	private static final long ONE_TRIAL = 1_000;

	private static final long MOST = 3 * ONE_TRIAL;

	private final AtomicLong saved = new AtomicLong(ONE_TRIAL);

	void forget() {
		this.saved.set(ONE_TRIAL);
	}

	/** Adds the share of a call, and returns whether there is enough for a trial. */
	boolean earn(double share) {
		long gained = Math.round(share * ONE_TRIAL);
		long savings = this.saved.accumulateAndGet(gained, (before, more) -> Math.min(MOST, before + more));
		return share > 0 && savings >= ONE_TRIAL;
	}

	/** Takes a trial, if another call has not been faster. */
	boolean claim() {
		return this.saved
			.getAndUpdate((savings) -> (savings >= ONE_TRIAL) ? savings - ONE_TRIAL : savings) >= ONE_TRIAL;
	}

}
