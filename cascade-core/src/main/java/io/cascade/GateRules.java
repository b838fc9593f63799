package io.cascade;

/**
 * What becomes of answers that gates judge. Immutable; each {@code with} method returns a
 * copy.
 *
 * @param whenAllRejected what becomes of a call of which no answer was accepted
 * @param contentPolicyChain whether the chain's {@code content-policy-chain} is used when
 * a content policy refuses the prompt; else the refusal is surfaced
 * @param unwrap whether a wrapper, such as a Markdown fence, is taken off answers that
 * are to be JSON
 * @see CascadeRequest#gates(AnswerGate...)
 */
public record GateRules(WhenAllRejected whenAllRejected, boolean contentPolicyChain, boolean unwrap) {

	/** The defaults. */
	public static final GateRules DEFAULTS = new GateRules(WhenAllRejected.FAIL, true, true);

	/**
	 * A copy with another end for calls of which no answer was accepted.
	 * @param then what becomes of them
	 * @return the copy
	 */
	public GateRules withWhenAllRejected(WhenAllRejected then) {
		return new GateRules(then, this.contentPolicyChain, this.unwrap);
	}

	/**
	 * A copy that goes to the chain's {@code content-policy-chain}, or surfaces refusals.
	 * @param asked whether that chain is used
	 * @return the copy
	 */
	public GateRules withContentPolicyChain(boolean asked) {
		return new GateRules(this.whenAllRejected, asked, this.unwrap);
	}

	/**
	 * A copy that takes wrappers off answers in JSON, or leaves them on.
	 * @param takenOff whether they are taken off
	 * @return the copy
	 */
	public GateRules withUnwrap(boolean takenOff) {
		return new GateRules(this.whenAllRejected, this.contentPolicyChain, takenOff);
	}

	/**
	 * What happens to a call of which no answer was accepted.
	 */
	public enum WhenAllRejected {

		/** It fails; the best of the answers is attached to the error. */
		FAIL,

		/** The best of the answers is the answer. */
		BEST_ANSWER

	}

}
