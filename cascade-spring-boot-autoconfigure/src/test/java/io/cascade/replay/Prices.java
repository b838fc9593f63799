package io.cascade.replay;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What models and the judge cost.
 *
 * @param models a price per model, from cheap to dear
 * @param judge what a judgement costs
 * @param judgeAsShare whether that is a share of what the last model costs, rather than a
 * price for reading the answer that is judged
 */
record Prices(List<Double> models, double judge, boolean judgeAsShare) {

	Prices {
		if (models.get(models.size() - 1) <= 0) {
			throw new BadInputException(
					"--prices ends with %s: costs are told relative to the last model, so give it a price above 0",
					models.get(models.size() - 1));
		}
		if (IntStream.range(1, models.size()).anyMatch((model) -> models.get(model) < models.get(model - 1))) {
			throw new BadInputException("--prices falls in %s: order --columns and --prices from cheap to dear",
					models);
		}
	}

	/** Prices with a judge that is free. */
	static Prices of(Double... models) {
		return new Prices(List.of(models), 0, false);
	}

	double judgement(double usage, double strong) {
		return this.judge * (this.judgeAsShare ? strong : usage);
	}

}
