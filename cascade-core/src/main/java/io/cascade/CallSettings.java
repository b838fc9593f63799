package io.cascade;

import java.util.function.UnaryOperator;

/**
 * How a call behaves: the chain's settings, adjusted by the request. Immutable.
 *
 * @param timeouts time limits
 * @param fallback how far the call may walk
 * @param stream how the answer travels
 * @param hedge when a slow target is hedged
 * @param retry when the same hop is sent again
 * @param selection which targets a call may use, in which order, and for how much
 * @param gates what answers must be like
 */
public record CallSettings(Timeouts timeouts, FallbackRules fallback, StreamRules stream, HedgeRules hedge,
		RetryRules retry, SelectionRules selection, GateRules gates) {

	/** The defaults of all. */
	public static final CallSettings DEFAULTS = new CallSettings(Timeouts.DEFAULTS, FallbackRules.DEFAULTS,
			StreamRules.DEFAULTS, HedgeRules.OFF, RetryRules.DEFAULTS, SelectionRules.DEFAULTS, GateRules.DEFAULTS);

	/**
	 * A copy with other time limits.
	 * @param change applied to the limits
	 * @return the copy
	 */
	public CallSettings withTimeouts(UnaryOperator<Timeouts> change) {
		return new CallSettings(change.apply(this.timeouts), this.fallback, this.stream, this.hedge, this.retry,
				this.selection, this.gates);
	}

	CallSettings fallback(UnaryOperator<FallbackRules> change) {
		return new CallSettings(this.timeouts, change.apply(this.fallback), this.stream, this.hedge, this.retry,
				this.selection, this.gates);
	}

	CallSettings stream(UnaryOperator<StreamRules> change) {
		return new CallSettings(this.timeouts, this.fallback, change.apply(this.stream), this.hedge, this.retry,
				this.selection, this.gates);
	}

	CallSettings hedge(HedgeRules rules) {
		return new CallSettings(this.timeouts, this.fallback, this.stream, rules, this.retry, this.selection,
				this.gates);
	}

	CallSettings retry(UnaryOperator<RetryRules> change) {
		return new CallSettings(this.timeouts, this.fallback, this.stream, this.hedge, change.apply(this.retry),
				this.selection, this.gates);
	}

	CallSettings selection(UnaryOperator<SelectionRules> change) {
		return new CallSettings(this.timeouts, this.fallback, this.stream, this.hedge, this.retry,
				change.apply(this.selection), this.gates);
	}

	CallSettings gates(UnaryOperator<GateRules> change) {
		return new CallSettings(this.timeouts, this.fallback, this.stream, this.hedge, this.retry, this.selection,
				change.apply(this.gates));
	}

	/**
	 * Looks at all settings.
	 * @throws IllegalArgumentException if one of them can't be
	 */
	public void check() {
		this.timeouts.check();
		this.fallback.check();
		this.stream.check();
		this.hedge.check();
		this.retry.check();
		this.selection.check();
	}

}
