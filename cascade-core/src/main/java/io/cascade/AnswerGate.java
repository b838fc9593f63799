package io.cascade;

import java.util.function.Function;

import reactor.core.publisher.Mono;

/**
 * A gate: judges a whole answer, so that one that is not good enough moves on to the next
 * target. A bean of this type can be named in {@code gate.bean} of a chain or a model.
 * <p>
 * Implementations must be thread-safe and must not block; they run on threads of their
 * own, not on event loops. One that fails, or is not done in 30 seconds, lets the answer
 * pass; one that costs money has as long as the call has. A {@link LinkageError}, such as
 * that of a library in the wrong version, ends the call with that cause.
 */
@FunctionalInterface
public interface AnswerGate {

	/**
	 * Judges an answer.
	 * @param request the request
	 * @param answer the whole answer
	 * @return the ruling
	 */
	Mono<Ruling> judge(CascadeRequest request, CascadeResponse answer);

	/**
	 * The name in messages, metrics and endpoints.
	 * @return a short name
	 */
	default String name() {
		return "custom";
	}

	/**
	 * Whether judging costs money. Such a gate runs last, and not where its ruling could
	 * change nothing.
	 * @return {@code true} if it does
	 */
	default boolean isCostly() {
		return false;
	}

	/**
	 * A gate that needs nothing but the answer.
	 * @param name the name in messages, metrics and endpoints
	 * @param judge judges at once
	 * @return the gate
	 */
	static AnswerGate of(String name, Function<CascadeResponse, Ruling> judge) {
		return new AnswerGate() {

			@Override
			public Mono<Ruling> judge(CascadeRequest request, CascadeResponse answer) {
				return Mono.fromSupplier(() -> judge.apply(answer));
			}

			@Override
			public String name() {
				return name;
			}

			@Override
			public String toString() {
				return name;
			}

		};
	}

}
