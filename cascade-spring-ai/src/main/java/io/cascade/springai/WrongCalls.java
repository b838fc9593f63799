package io.cascade.springai;

import java.util.Set;
import java.util.stream.Collectors;

import io.cascade.Attempt;
import io.cascade.CascadeExhaustedException;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.FailureKind;
import io.cascade.Tool;
import io.cascade.ToolCall;
import io.cascade.quality.JsonGates;
import reactor.core.publisher.Mono;

/**
 * Calls of tools that no model of the chain made well. Spring AI runs them and tells the
 * model what was wrong, so they are handed on where nobody did better.
 *
 * @param offered the names of the tools
 */
record WrongCalls(Set<String> offered) {

	private static final String REASON = JsonGates.toolArguments().name() + " ";

	static WrongCalls of(CascadeRequest request) {
		return new WrongCalls(request.tools().stream().map(Tool::name).collect(Collectors.toSet()));
	}

	Mono<CascadeResponse> best(CascadeExhaustedException failure) {
		CascadeResponse best = failure.bestAnswer();
		boolean known = best != null && !best.toolCalls().isEmpty()
				&& best.toolCalls().stream().map(ToolCall::name).allMatch(this.offered::contains);
		return (known && best != null && isOfTools(failure)) ? Mono.just(best) : Mono.error(failure);
	}

	private static boolean isOfTools(CascadeExhaustedException failure) {
		return failure.kind() == FailureKind.REJECTED && failure.attempts()
			.stream()
			.filter((attempt) -> attempt.kind() == FailureKind.REJECTED)
			.map(Attempt::reason)
			.allMatch((reason) -> reason != null && reason.startsWith(REASON));
	}

}
