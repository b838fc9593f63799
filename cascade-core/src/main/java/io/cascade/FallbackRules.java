package io.cascade;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * How far a call may walk. Immutable; each {@code with} method returns a copy.
 *
 * @param maxFallbacks how many targets may be used after the first
 * @param maxRequests how many requests a call may send
 * @param fallbackOn failures that move on although their kind would not
 * @param finishReasonsAsFailure finish reasons that make an answer a failure
 * @param whenAllCoolingDown what happens while circuits and cooldowns exclude every
 * target
 */
public record FallbackRules(int maxFallbacks, int maxRequests, FallbackOn fallbackOn,
		Set<String> finishReasonsAsFailure, WhenAllCoolingDown whenAllCoolingDown) {

	/** Keeps copies. */
	public FallbackRules {
		finishReasonsAsFailure = Set.copyOf(finishReasonsAsFailure);
	}

	/** As many targets as there are, eight requests, short waits, nothing else. */
	public static final FallbackRules DEFAULTS = new FallbackRules(Integer.MAX_VALUE, 8, FallbackOn.NOTHING, Set.of(),
			WhenAllCoolingDown.WAIT);

	/**
	 * A copy with another number of fallbacks.
	 * @param count 0 for the first target only
	 * @return the copy
	 */
	public FallbackRules withMaxFallbacks(int count) {
		return new FallbackRules(count, this.maxRequests, this.fallbackOn, this.finishReasonsAsFailure,
				this.whenAllCoolingDown);
	}

	/**
	 * A copy with another number of requests.
	 * @param count at least 1
	 * @return the copy
	 */
	public FallbackRules withMaxRequests(int count) {
		return new FallbackRules(this.maxFallbacks, count, this.fallbackOn, this.finishReasonsAsFailure,
				this.whenAllCoolingDown);
	}

	/**
	 * A copy that moves on after other failures too.
	 * @param entries statuses such as {@code 400} and kinds such as
	 * {@code content-policy}
	 * @return the copy
	 */
	public FallbackRules withFallbackOn(String... entries) {
		return new FallbackRules(this.maxFallbacks, this.maxRequests, FallbackOn.of(List.of(entries)),
				this.finishReasonsAsFailure, this.whenAllCoolingDown);
	}

	/**
	 * A copy that does not accept answers with these finish reasons.
	 * @param reasons for example {@code length}
	 * @return the copy
	 */
	public FallbackRules withFinishReasonsAsFailure(Collection<String> reasons) {
		return new FallbackRules(this.maxFallbacks, this.maxRequests, this.fallbackOn, Set.copyOf(reasons),
				this.whenAllCoolingDown);
	}

	/**
	 * A copy with another answer to a chain whose models all cool down.
	 * @param policy what happens then
	 * @return the copy
	 */
	public FallbackRules withWhenAllCoolingDown(WhenAllCoolingDown policy) {
		return new FallbackRules(this.maxFallbacks, this.maxRequests, this.fallbackOn, this.finishReasonsAsFailure,
				policy);
	}

	/**
	 * Checks the numbers.
	 * @throws IllegalArgumentException naming the first that is out of bounds
	 */
	public void check() {
		atLeast("max-fallbacks", this.maxFallbacks, 0);
		atLeast("max-requests", this.maxRequests, 1);
	}

	private static void atLeast(String name, int value, int least) {
		if (value < least) {
			throw new IllegalArgumentException("'%s' must be at least %d, not %d".formatted(name, least, value));
		}
	}

	/**
	 * What happens while circuits and cooldowns exclude every target of a call.
	 */
	public enum WhenAllCoolingDown {

		/**
		 * The call waits for the first that becomes available, if that is within the
		 * longest wait and the deadline; else it fails.
		 */
		WAIT,

		/**
		 * The call fails at once, with the time after which a model is available again.
		 */
		FAIL,

		/** The model that becomes available first is called at once. */
		FORCE

	}

}
