package io.cascade.health;

/**
 * How many answers of a target were accepted lately, and before. Immutable.
 *
 * @param lastHour in the last hour
 * @param before in the day that ended then
 */
public record Accepted(Verdicts lastHour, Verdicts before) {

	/**
	 * Whether nothing was seen at all.
	 * @return {@code true} if nothing was
	 */
	public boolean isEmpty() {
		return this.lastHour.isEmpty() && this.before.isEmpty();
	}

	/**
	 * Whether so much less was accepted in the last hour that an operator should look.
	 * @param rules how much that is, and how many answers it takes
	 * @return {@code true} if it dropped
	 */
	public boolean isDropped(HealthRules rules) {
		return rules.acceptanceDrop() > 0 && isKnown(rules) && drop() > rules.acceptanceDrop();
	}

	boolean isRecovered(HealthRules rules) {
		return isKnown(rules) && drop() <= rules.acceptanceDrop() / 2;
	}

	private boolean isKnown(HealthRules rules) {
		return Math.min(this.lastHour.judged(), this.before.judged()) >= rules.minimumAttempts();
	}

	private double drop() {
		Double now = this.lastHour.percentage();
		Double then = this.before.percentage();
		return (now != null && then != null) ? then - now : 0;
	}

}
