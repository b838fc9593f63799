package io.cascade.quality;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.Message;
import io.cascade.ToolCall;
import io.cascade.ToolChoice;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Asks, runs tools, and asks again.
 *
 * @param cascade asks
 * @param functions the tools by name
 * @param maxRounds how often tools may be run
 */
record ToolLoop(CascadeOperations cascade, Map<String, ToolFunction> functions, int maxRounds) {

	/** Gates may be off or undecided, so that a call of it can get here. */
	private static final String UNKNOWN = "{\"error\":\"there is no such tool\"}";

	Mono<CascadeResponse> run(CascadeRequest request, int rounds) {
		return this.cascade.exchange(request)
			.flatMap((answer) -> answer.toolCalls().isEmpty() ? Mono.just(answer) : goOn(request, answer, rounds));
	}

	private Mono<CascadeResponse> goOn(CascadeRequest request, CascadeResponse answer, int rounds) {
		if (rounds == this.maxRounds) {
			return Mono.error(() -> new IllegalStateException(
					"%s still calls tools after %d rounds of them".formatted(answer.model(), rounds)));
		}
		return results(answer.toolCalls())
			.flatMap((results) -> run(next(request, answer.message(), results), rounds + 1));
	}

	private Mono<List<Message>> results(List<ToolCall> calls) {
		return Flux.fromIterable(calls).flatMapSequential(this::result, calls.size()).collectList();
	}

	private Mono<Message> result(ToolCall call) {
		ToolFunction function = this.functions.get(call.name());
		Mono<String> result = (function != null) ? function.run(call.arguments()) : Mono.just(UNKNOWN);
		return result.map((json) -> Message.tool(call.id(), json));
	}

	/** A tool that must be called would have to be called for ever. */
	private static CascadeRequest next(CascadeRequest request, Message answer, List<Message> results) {
		List<Message> messages = new ArrayList<>(request.messages());
		messages.add(answer);
		messages.addAll(results);
		ToolChoice choice = request.toolChoice();
		boolean forced = choice != null && !choice.equals(ToolChoice.NONE);
		CascadeRequest next = request.messages(messages);
		return forced ? next.toolChoice(ToolChoice.AUTO) : next;
	}

}
