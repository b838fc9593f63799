package io.cascade;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;

/**
 * What several attempts cost together.
 *
 * @param known USD that were reported or estimated, keys of your own included
 * @param unknown how many attempts have, or may have, an unknown cost
 */
public record Spend(BigDecimal known, int unknown) implements Serializable {

	/**
	 * Adds attempts up.
	 * @param attempts the attempts
	 * @return the sum
	 */
	public static Spend of(List<Attempt> attempts) {
		BigDecimal known = BigDecimal.ZERO;
		int unknown = 0;
		for (Attempt attempt : attempts) {
			BigDecimal cost = attempt.cost().total();
			known = (cost != null) ? known.add(cost) : known;
			unknown += attempt.isUnknownCost() ? 1 : 0;
		}
		return new Spend(known, unknown);
	}

	/**
	 * Whether the sum is all that was spent.
	 * @return {@code false} if an attempt has an unknown cost
	 */
	public boolean isComplete() {
		return this.unknown == 0;
	}

	@Override
	public String toString() {
		return this.known.toPlainString() + " USD" + (isComplete() ? "" : " and " + this.unknown + " unknown");
	}

}
