package io.cascade;

import java.util.List;
import java.util.stream.Stream;

/**
 * What answers must be like. Immutable; each {@code with} method returns a copy.
 *
 * @param policies the gates, asked in order until one rejects; empty for none
 * @param ofRequest whether they are the request's own, which win over those of a model
 * @param whenAllRejected what becomes of a call of which no answer was accepted
 * @param afterContentPolicy the targets that are asked when a content policy refuses the
 * prompt; empty to surface the refusal
 * @param also gates that are asked before those, whoever's they are
 * @param unwrap whether a wrapper, such as a Markdown fence, is taken off answers that
 * are to be JSON
 */
public record GateRules(List<EscalationPolicy> policies, boolean ofRequest, WhenAllRejected whenAllRejected,
		List<Target> afterContentPolicy, List<EscalationPolicy> also, boolean unwrap) {

	/** No gate; a refusal by content policy is surfaced. */
	public static final GateRules NONE = new GateRules(List.of(), false, WhenAllRejected.FAIL, List.of());

	/**
	 * Rules with immutable copies of the lists.
	 */
	public GateRules {
		policies = List.copyOf(policies);
		afterContentPolicy = List.copyOf(afterContentPolicy);
		also = List.copyOf(also);
	}

	/**
	 * Rules without further gates.
	 * @param policies the gates, asked in order until one rejects; empty for none
	 * @param ofRequest whether they are the request's own
	 * @param whenAllRejected what becomes of a call of which no answer was accepted
	 * @param afterContentPolicy the targets after a refusal by content policy
	 */
	public GateRules(List<EscalationPolicy> policies, boolean ofRequest, WhenAllRejected whenAllRejected,
			List<Target> afterContentPolicy) {
		this(policies, ofRequest, whenAllRejected, afterContentPolicy, List.of(), true);
	}

	/**
	 * A copy with gates of the request's own.
	 * @param own the gates, empty for none
	 * @return the copy
	 */
	public GateRules withPolicies(List<EscalationPolicy> own) {
		return new GateRules(own, true, this.whenAllRejected, this.afterContentPolicy, this.also, this.unwrap);
	}

	/**
	 * A copy with a further gate, asked in front of those of the request, the model or
	 * the chain, which stay in force.
	 * @param gate the gate
	 * @return the copy
	 */
	public GateRules withAlso(EscalationPolicy gate) {
		return new GateRules(this.policies, this.ofRequest, this.whenAllRejected, this.afterContentPolicy,
				joined(this.also, List.of(gate)), this.unwrap);
	}

	/**
	 * A copy with another end for calls of which no answer was accepted.
	 * @param policy what becomes of them
	 * @return the copy
	 */
	public GateRules withWhenAllRejected(WhenAllRejected policy) {
		return new GateRules(this.policies, this.ofRequest, policy, this.afterContentPolicy, this.also, this.unwrap);
	}

	/**
	 * A copy that takes wrappers off answers in JSON, or leaves them on.
	 * @param takenOff whether they are taken off
	 * @return the copy
	 */
	public GateRules withUnwrap(boolean takenOff) {
		return new GateRules(this.policies, this.ofRequest, this.whenAllRejected, this.afterContentPolicy, this.also,
				takenOff);
	}

	/**
	 * The gates for the answers of a target.
	 * @param target the target
	 * @return the further ones, then the request's, else the target's, else the chain's
	 */
	public List<EscalationPolicy> policies(Target target) {
		List<EscalationPolicy> own = target.traits().gates();
		return joined(this.also, (own != null && !this.ofRequest) ? own : this.policies);
	}

	private static List<EscalationPolicy> joined(List<EscalationPolicy> first, List<EscalationPolicy> then) {
		return first.isEmpty() ? then : Stream.concat(first.stream(), then.stream()).toList();
	}

	/**
	 * What becomes of a call of which no answer was accepted.
	 */
	public enum WhenAllRejected {

		/** It fails; the best of the answers is attached to the error. */
		FAIL,

		/** The best of the answers is the answer. */
		BEST_ANSWER

	}

}
