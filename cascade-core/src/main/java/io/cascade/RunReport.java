package io.cascade;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a {@link CascadeRun} has done so far. Immutable.
 *
 * @param id the id of the run
 * @param limits how much it may do
 * @param spent what its requests have cost, in USD; the worst case where that is unknown
 * @param reserved what requests under way may cost, in USD
 * @param requests how many HTTP requests it has sent
 * @param ended how many of its calls have ended
 * @param calls the newest of these, oldest first; at most 100
 */
public record RunReport(String id, RunLimits limits, BigDecimal spent, BigDecimal reserved, int requests, long ended,
		List<RunCall> calls) implements Serializable {

	private static final int MOST_TOLD = 10;

	/** Keeps a copy. */
	public RunReport {
		calls = List.copyOf(calls);
	}

	/** The newest calls, as an error tells them. */
	String lastCalls() {
		int from = Math.max(0, this.calls.size() - MOST_TOLD);
		String told = this.calls.subList(from, this.calls.size())
			.stream()
			.map(RunCall::toString)
			.collect(Collectors.joining("; "));
		return told.isEmpty() ? "no call had ended"
				: Counted.of(this.ended, "call") + ((this.ended > MOST_TOLD) ? ", the last ones " : ": ") + told;
	}

	/** What is committed of what is allowed, in words. */
	String words(RunLimits.Limit limit) {
		return switch (limit) {
			case BUDGET -> "has no room: %s of %s USD are spent or reserved".formatted(
					this.spent.add(this.reserved).toPlainString(),
					(this.limits.budget() != null) ? this.limits.budget().toPlainString() : "any");
			case REQUESTS -> "may not send more than %s"
				.formatted(Counted.of((this.limits.maxRequests() != null) ? this.limits.maxRequests() : 0, "request"));
			case DEADLINE -> "is over: its deadline of %d ms passed"
				.formatted((this.limits.deadline() != null) ? this.limits.deadline().toMillis() : 0);
		};
	}

}
