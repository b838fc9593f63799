package io.cascade.replay;

import java.util.List;

/**
 * What was recorded for one question, a figure per model from cheap to dear.
 *
 * @param right whether the model's answer was right
 * @param usage what the model's answer used, in the unit of the prices; 1 where that was
 * not recorded
 */
record Question(List<Boolean> right, List<Double> usage) {

	/** A question whose answers all used the same. */
	static Question of(List<Boolean> right) {
		return new Question(right, right.stream().map((any) -> 1.0).toList());
	}

	boolean anyRight() {
		return this.right.contains(true);
	}

}
