package io.cascade.health;

/**
 * What was learnt of targets while they were asked.
 *
 * @param performance how quick they are, and how long their answers
 * @param acceptance how many of their answers are accepted
 */
public record Experience(Performance performance, Acceptance acceptance) {

	/**
	 * Nothing is ever learnt.
	 * @return an experience without targets
	 */
	public static Experience none() {
		return new Experience(Performance.none(), Acceptance.none());
	}

}
