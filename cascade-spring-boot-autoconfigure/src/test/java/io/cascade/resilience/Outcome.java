package io.cascade.resilience;

import java.time.Duration;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * What came of a simulation.
 *
 * @param calls how many calls were made
 * @param answered how many were answered
 * @param wasted how many requests the first target failed
 * @param worstProbes the most probes that reached the first target in one outage
 * @param worstReturn the longest time from a recovery of the first target to its first
 * answer, {@code null} if there was none
 * @param cost what the answers cost
 * @param leastCost what they would have cost at the cheapest target that was up
 */
record Outcome(int calls, int answered, int wasted, int worstProbes, @Nullable Duration worstReturn, long cost,
		long leastCost) {

	double answeredPercent() {
		return 100.0 * this.answered / this.calls;
	}

	double extraCostPercent() {
		return 100.0 * this.cost / this.leastCost - 100;
	}

	String cells() {
		String back = (this.worstReturn != null)
				? String.format(Locale.ROOT, "%.1f s", this.worstReturn.toMillis() / 1000.0) : "–";
		return String.format(Locale.ROOT, "%d | %.2f %% | %d | %d | %s | %.1f %%", this.calls, answeredPercent(),
				this.wasted, this.worstProbes, back, extraCostPercent());
	}

}
