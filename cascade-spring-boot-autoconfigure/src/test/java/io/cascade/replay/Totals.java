package io.cascade.replay;

import java.util.Arrays;

/**
 * Sums over questions.
 */
final class Totals {

	private final double[] asked;

	private double right;

	private double cost;

	Totals(int models) {
		this.asked = new double[models];
	}

	void add(int model, double chance, double cost, double kept) {
		this.asked[model] += chance;
		this.cost += chance * cost;
		this.right += chance * kept;
	}

	Expectation over(int questions, double strong) {
		return new Expectation(this.right / questions, this.cost / questions / strong,
				Arrays.stream(this.asked).mapToObj((sum) -> sum / questions).toList());
	}

}
