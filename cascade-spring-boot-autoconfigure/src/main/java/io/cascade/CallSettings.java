package io.cascade;

import java.util.function.UnaryOperator;

/**
 * How a call behaves: the chain's settings, adjusted by the request. Immutable.
 *
 * @param limits time limits
 * @param fallback how far the call may walk
 * @param stream how the answer travels
 * @param hedge when a slow target is hedged
 */
public record CallSettings(Limits limits, FallbackRules fallback, StreamRules stream, HedgeRules hedge) {

	/** The defaults of all four. */
	public static final CallSettings DEFAULTS = new CallSettings(Limits.DEFAULTS, FallbackRules.DEFAULTS,
			StreamRules.DEFAULTS, HedgeRules.OFF);

	CallSettings limits(UnaryOperator<Limits> change) {
		return new CallSettings(change.apply(this.limits), this.fallback, this.stream, this.hedge);
	}

	CallSettings fallback(UnaryOperator<FallbackRules> change) {
		return new CallSettings(this.limits, change.apply(this.fallback), this.stream, this.hedge);
	}

	CallSettings stream(UnaryOperator<StreamRules> change) {
		return new CallSettings(this.limits, this.fallback, change.apply(this.stream), this.hedge);
	}

	CallSettings hedge(HedgeRules rules) {
		return new CallSettings(this.limits, this.fallback, this.stream, rules);
	}

	void check() {
		this.limits.check();
		this.fallback.check();
		this.stream.check();
		this.hedge.check();
	}

}
