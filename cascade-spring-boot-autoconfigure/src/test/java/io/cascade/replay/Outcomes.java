package io.cascade.replay;

import java.util.List;

/**
 * Recorded outcomes of some models on the same questions.
 *
 * @param title what the questions are
 * @param models their names, from cheap to dear
 * @param questions what was recorded
 */
record Outcomes(String title, List<String> models, List<Question> questions) {

	String strong() {
		return this.models.get(this.models.size() - 1);
	}

}
