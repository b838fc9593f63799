package io.cascade.replay;

import java.util.List;

/**
 * What is to be expected of a question.
 *
 * @param right chance of a right answer
 * @param cost relative to the last model alone
 * @param asked chance that a model is asked, for each of them
 */
record Expectation(double right, double cost, List<Double> asked) {

	/** Chances that an answer isn't kept and the next model is asked. */
	List<Double> escalated() {
		return this.asked.subList(1, this.asked.size());
	}

}
