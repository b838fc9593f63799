package io.cascade.health;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

import io.cascade.Ruling.Verdict;

/**
 * Verdicts of the last day in slices of ten minutes that fall out at the far end. Not
 * thread-safe.
 */
final class VerdictSlices {

	private static final int SLICES = 144;

	private static final int SLICES_OF_AN_HOUR = 6;

	private static final long SLICE_MILLIS = 600_000;

	private static final double[] WEIGHTS = new double[SLICES];

	static {
		Arrays.setAll(WEIGHTS, (age) -> Math.pow(0.5, (double) age / SLICES_OF_AN_HOUR));
	}

	private final long[] numbers = new long[SLICES];

	private final Map<Verdict, int[]> counts = new EnumMap<>(Verdict.class);

	VerdictSlices() {
		Arrays.fill(this.numbers, Long.MIN_VALUE);
		for (Verdict verdict : Verdict.values()) {
			this.counts.put(verdict, new int[SLICES]);
		}
	}

	void forget() {
		Arrays.fill(this.numbers, Long.MIN_VALUE);
		this.counts.values().forEach((each) -> Arrays.fill(each, 0));
	}

	/** The slice that an instant is in. */
	static long number(long millis) {
		return Math.floorDiv(millis, SLICE_MILLIS);
	}

	/** Adds to a slice; one that has fallen out is left alone. */
	void add(Verdict verdict, long number, int change) {
		int slot = Math.floorMod(number, SLICES);
		if (number > this.numbers[slot]) {
			this.numbers[slot] = number;
			this.counts.values().forEach((each) -> each[slot] = 0);
		}
		if (number == this.numbers[slot]) {
			of(verdict)[slot] += change;
		}
	}

	Verdicts lastHour(long newest) {
		return verdicts(newest, 0, SLICES_OF_AN_HOUR);
	}

	Verdicts before(long newest) {
		return verdicts(newest, SLICES_OF_AN_HOUR, SLICES);
	}

	Verdicts day(long newest) {
		return verdicts(newest, 0, SLICES);
	}

	private Verdicts verdicts(long newest, int from, int to) {
		return new Verdicts(sum(Verdict.ACCEPTED, newest, from, to), sum(Verdict.REJECTED, newest, from, to),
				sum(Verdict.UNDECIDED, newest, from, to));
	}

	private long sum(Verdict verdict, long newest, int from, int to) {
		int[] own = of(verdict);
		long sum = 0;
		for (int slot = 0; slot < SLICES; slot++) {
			long age = age(slot, newest);
			sum += (age >= from && age < to) ? own[slot] : 0;
		}
		return sum;
	}

	/** Verdicts of which each weighs half as much after an hour. */
	double weighed(Verdict verdict, long newest) {
		int[] own = of(verdict);
		double sum = 0;
		for (int slot = 0; slot < SLICES; slot++) {
			long age = age(slot, newest);
			sum += (age >= 0 && age < SLICES) ? WEIGHTS[(int) age] * own[slot] : 0;
		}
		return sum;
	}

	private int[] of(Verdict verdict) {
		return Objects.requireNonNull(this.counts.get(verdict));
	}

	private long age(int slot, long newest) {
		return (this.numbers[slot] == Long.MIN_VALUE) ? SLICES : newest - this.numbers[slot];
	}

}
