package io.cascade.health;

/**
 * What was learnt of targets while they were asked.
 *
 * @param performance how quick they are, and how long their answers
 * @param acceptance how many of their answers are accepted
 */
public record LearnedScores(Performance performance, Acceptance acceptance) {

	/**
	 * Nothing is ever learnt.
	 * @return an experience without targets
	 */
	public static LearnedScores none() {
		return new LearnedScores(Performance.none(), Acceptance.none());
	}

}
