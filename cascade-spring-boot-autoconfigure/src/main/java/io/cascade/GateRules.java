package io.cascade;

import java.util.List;
import java.util.stream.Stream;

/**
 * What answers must be like. Immutable; each {@code with} method returns a copy.
 *
 * @param gates the gates, asked in order until one rejects; empty for none
 * @param ofRequest whether they are the request's own, which win over those of a model
 * @param whenAllRejected what becomes of a call of which no answer was accepted
 * @param afterContentPolicy the targets that are asked when a content policy refuses the
 * prompt; empty to surface the refusal
 * @param also gates that are asked before those, whoever's they are
 * @param unwrap whether a wrapper, such as a Markdown fence, is taken off answers that
 * are to be JSON
 */
public record GateRules(List<AnswerGate> gates, boolean ofRequest, WhenAllRejected whenAllRejected,
		List<Target> afterContentPolicy, List<AnswerGate> also, boolean unwrap) {

	/** No gate; a refusal by content policy is surfaced. */
	public static final GateRules NONE = new GateRules(List.of(), false, WhenAllRejected.FAIL, List.of());

	/**
	 * Rules with immutable copies of the lists.
	 */
	public GateRules {
		gates = List.copyOf(gates);
		afterContentPolicy = List.copyOf(afterContentPolicy);
		also = List.copyOf(also);
	}

	/**
	 * Rules without further gates.
	 * @param gates the gates, asked in order until one rejects; empty for none
	 * @param ofRequest whether they are the request's own
	 * @param whenAllRejected what becomes of a call of which no answer was accepted
	 * @param afterContentPolicy the targets after a refusal by content policy
	 */
	public GateRules(List<AnswerGate> gates, boolean ofRequest, WhenAllRejected whenAllRejected,
			List<Target> afterContentPolicy) {
		this(gates, ofRequest, whenAllRejected, afterContentPolicy, List.of(), true);
	}

	/**
	 * A copy with gates of the request's own.
	 * @param own the gates, empty for none
	 * @return the copy
	 */
	public GateRules withGates(List<AnswerGate> own) {
		return new GateRules(own, true, this.whenAllRejected, this.afterContentPolicy, this.also, this.unwrap);
	}

	/**
	 * A copy with a further gate, asked in front of those of the request, the model or
	 * the chain, which stay in force.
	 * @param gate the gate
	 * @return the copy
	 */
	public GateRules withAlso(AnswerGate gate) {
		return new GateRules(this.gates, this.ofRequest, this.whenAllRejected, this.afterContentPolicy,
				joined(this.also, List.of(gate)), this.unwrap);
	}

	/**
	 * A copy with another end for calls of which no answer was accepted.
	 * @param policy what becomes of them
	 * @return the copy
	 */
	public GateRules withWhenAllRejected(WhenAllRejected policy) {
		return new GateRules(this.gates, this.ofRequest, policy, this.afterContentPolicy, this.also, this.unwrap);
	}

	/**
	 * A copy that takes wrappers off answers in JSON, or leaves them on.
	 * @param takenOff whether they are taken off
	 * @return the copy
	 */
	public GateRules withUnwrap(boolean takenOff) {
		return new GateRules(this.gates, this.ofRequest, this.whenAllRejected, this.afterContentPolicy, this.also,
				takenOff);
	}

	/**
	 * The gates for the answers of a target.
	 * @param target the target
	 * @return the further ones, then the request's, else the target's, else the chain's
	 */
	public List<AnswerGate> gates(Target target) {
		List<AnswerGate> own = target.traits().gates();
		return joined(this.also, (own != null && !this.ofRequest) ? own : this.gates);
	}

	private static List<AnswerGate> joined(List<AnswerGate> first, List<AnswerGate> then) {
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
