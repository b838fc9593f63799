package io.cascade.quality;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.cascade.Attempt;
import io.cascade.CascadeExhaustedException;
import io.cascade.CascadeListener;
import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.Counted;
import io.cascade.FailureKind;
import io.cascade.Message;
import io.cascade.ToolCall;
import io.cascade.ToolChoice;
import io.cascade.exchange.Workers;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Asks, runs tools, and asks again.
 *
 * @param cascade asks
 * @param functions the tools by name
 * @param rules how much tools may do
 * @param workers run them
 * @param listener receives events of tools that fail
 * @param maxRounds how often tools may be run
 */
record ToolLoop(CascadeOperations cascade, Map<String, ToolFunction> functions, ToolRules rules, Workers workers,
		CascadeListener listener, int maxRounds) {

	/** Gates may be off or undecided, so that a call of it can get here. */
	private static final String UNKNOWN = "{\"error\":\"there is no such tool\"}";

	Mono<CascadeResponse> run(CascadeRequest request, int rounds) {
		return this.cascade.exchange(request)
			.onErrorResume((failure) -> rounds < this.maxRounds, ToolLoop::badCalls)
			.flatMap((answer) -> answer.toolCalls().isEmpty() ? Mono.just(answer) : goOn(request, answer, rounds));
	}

	/**
	 * Where no model called its tools well, the best of them is told what was wrong, as
	 * long as there is a round left for it.
	 */
	private static Mono<CascadeResponse> badCalls(Throwable failure) {
		return (failure instanceof CascadeExhaustedException exhausted && isOfTools(exhausted))
				? Mono.justOrEmpty(exhausted.bestAnswer()) : Mono.error(failure);
	}

	private static boolean isOfTools(CascadeExhaustedException failure) {
		CascadeResponse best = failure.bestAnswer();
		return best != null && !best.toolCalls().isEmpty() && failure.kind() == FailureKind.REJECTED
				&& failure.attempts()
					.stream()
					.filter((attempt) -> attempt.kind() == FailureKind.REJECTED)
					.allMatch(ToolLoop::isOfTools);
	}

	private static boolean isOfTools(Attempt attempt) {
		return attempt.reason() != null && attempt.reason().startsWith(ToolArgumentsGate.NAME + " ");
	}

	private Mono<CascadeResponse> goOn(CascadeRequest request, CascadeResponse answer, int rounds) {
		if (rounds == this.maxRounds) {
			return Mono.error(() -> new IllegalStateException(
					"%s still calls tools after %s of them".formatted(answer.model(), Counted.of(rounds, "round"))));
		}
		return results(answer.toolCalls())
			.flatMap((results) -> run(next(request, answer.message(), results), rounds + 1));
	}

	/** Each call has to be answered, one that is not run too. */
	private Mono<List<Message>> results(List<ToolCall> calls) {
		int run = Math.min(calls.size(), this.rules.perRound());
		String notRun = "{\"error\":\"not run: %s at most at a time\"}".formatted(Counted.of(run, "tool"));
		return Flux.fromIterable(calls.subList(0, run))
			.flatMapSequential(this::result, this.rules.parallel(), 1)
			.concatWith(
					Flux.fromIterable(calls.subList(run, calls.size())).map((call) -> Message.tool(call.id(), notRun)))
			.collectList();
	}

	private Mono<Message> result(ToolCall call) {
		ToolFunction function = this.functions.get(call.name());
		Mono<String> result = (function != null)
				? function.run(call.arguments(), this.rules.patience(), this.workers, this.listener)
				: Mono.just(UNKNOWN);
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
