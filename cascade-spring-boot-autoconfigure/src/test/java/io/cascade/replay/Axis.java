package io.cascade.replay;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/**
 * Maps figures to places on a drawing, between round ends.
 *
 * @param from figure at the beginning
 * @param to figure at the end
 * @param step between marks
 * @param begin place of the beginning
 * @param end place of the end
 */
record Axis(double from, double to, double step, double begin, double end) {

	private static final List<Double> STEPS = List.of(0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0);

	private static final int MARKS = 9;

	static Axis around(List<Double> figures, double begin, double end) {
		double least = figures.stream().mapToDouble(Double::doubleValue).min().orElse(0);
		double most = figures.stream().mapToDouble(Double::doubleValue).max().orElse(1);
		double step = STEPS.stream().filter((any) -> (most - least) / any < MARKS).findFirst().orElse(most - least);
		double to = Math.ceil(most / step + 0.25) * step;
		return new Axis(Math.floor(least / step) * step, to, step, begin, end);
	}

	double place(double figure) {
		return this.begin + (figure - this.from) / (this.to - this.from) * (this.end - this.begin);
	}

	DoubleStream marks() {
		return LongStream.rangeClosed(Math.round(this.from / this.step), Math.round(this.to / this.step))
			.mapToDouble((mark) -> mark * this.step);
	}

}
