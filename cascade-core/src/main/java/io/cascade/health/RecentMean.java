package io.cascade.health;

/**
 * A mean in which a value weighs half as much after each minute, and at most nine earlier
 * values together outweigh the newest. Thread-safe; reading takes no lock.
 */
final class RecentMean {

	private static final double HALF_LIFE_MILLIS = 60_000;

	private static final double MOST_WEIGHT = 9;

	private static final int SETTLED = 3;

	private volatile double value = Double.NaN;

	private volatile int count;

	private double weight;

	private long addedAt;

	synchronized void add(double added, long now) {
		double before = Math.min(this.weight, MOST_WEIGHT)
				* Math.pow(0.5, Math.max(0, now - this.addedAt) / HALF_LIFE_MILLIS);
		this.value = Double.isNaN(this.value) ? added : (before * this.value + added) / (before + 1);
		this.weight = before + 1;
		this.addedAt = now;
		this.count = Math.min(SETTLED, this.count + 1);
	}

	synchronized void forget() {
		this.value = Double.NaN;
		this.count = 0;
		this.weight = 0;
		this.addedAt = 0;
	}

	/** {@code NaN} before the first value. */
	double value() {
		return this.value;
	}

	/** Whether there were enough values to build on. */
	boolean isSettled() {
		return this.count >= SETTLED;
	}

}
