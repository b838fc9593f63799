package io.cascade.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * The middle of some figures and how far they spread.
 *
 * @param lower a quarter lies below
 * @param median half lies below
 * @param upper three quarters lie below
 */
record Quartiles(double lower, double median, double upper) {

	static Quartiles of(List<Double> figures) {
		List<Double> sorted = figures.stream().sorted().toList();
		return new Quartiles(at(sorted, 0.25), at(sorted, 0.5), at(sorted, 0.75));
	}

	private static double at(List<Double> sorted, double share) {
		double place = share * (sorted.size() - 1);
		int below = (int) place;
		int above = Math.min(below + 1, sorted.size() - 1);
		return sorted.get(below) + (place - below) * (sorted.get(above) - sorted.get(below));
	}

	/** As a whole number with its spread. */
	String whole() {
		return String.format(Locale.ROOT, "%.0f (%.0f–%.0f)", this.median, this.lower, this.upper);
	}

	/** As a ratio with its spread. */
	@Override
	public String toString() {
		return String.format(Locale.ROOT, "%.2f (%.2f–%.2f)", this.median, this.lower, this.upper);
	}

}
