package io.cascade;

import java.util.function.UnaryOperator;

/**
 * How a call behaves: the chain's settings, adjusted by the request. Immutable.
 *
 * @param limits time limits
 * @param fallback how far the call may walk
 * @param stream how the answer travels
 */
public record CallSettings(Limits limits, FallbackRules fallback, StreamRules stream) {

	/** The defaults of all three. */
	public static final CallSettings DEFAULTS = new CallSettings(Limits.DEFAULTS, FallbackRules.DEFAULTS,
			StreamRules.DEFAULTS);

	CallSettings limits(UnaryOperator<Limits> change) {
		return new CallSettings(change.apply(this.limits), this.fallback, this.stream);
	}

	CallSettings fallback(UnaryOperator<FallbackRules> change) {
		return new CallSettings(this.limits, change.apply(this.fallback), this.stream);
	}

	CallSettings stream(UnaryOperator<StreamRules> change) {
		return new CallSettings(this.limits, this.fallback, change.apply(this.stream));
	}

	void check() {
		this.limits.check();
		this.fallback.check();
	}

}
