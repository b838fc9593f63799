package com.example.batch;

import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a batch came to: how many were answered, how many were lost for what, what all of
 * it cost, and of how many attempts nobody knows the cost.
 *
 * @param answered how many were answered
 * @param lost how many were lost, by the reason
 * @param usd what is known to have been spent
 * @param unknownCosts how many attempts cost something that nobody told
 */
record Report(int answered, Map<String, Integer> lost, BigDecimal usd, int unknownCosts) {

	static final Report EMPTY = new Report(0, Map.of(), BigDecimal.ZERO, 0);

	Report with(Outcome outcome) {
		Map<String, Integer> reasons = new TreeMap<>(this.lost);
		if (outcome.lost() != null) {
			reasons.merge(outcome.lost(), 1, Integer::sum);
		}
		return new Report(this.answered + ((outcome.lost() == null) ? 1 : 0), reasons,
				this.usd.add(outcome.spend().known()), this.unknownCosts + outcome.spend().unknown());
	}

	@Override
	public String toString() {
		return "%d answered, lost %s, %s USD and %d unknown costs".formatted(this.answered, this.lost,
				this.usd.toPlainString(), this.unknownCosts);
	}

}
