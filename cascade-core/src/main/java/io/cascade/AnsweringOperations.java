package io.cascade;

import java.util.List;
import java.util.function.Function;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.ParameterizedTypeReference;

/**
 * Answers from a function, and looks at requests as a real call does.
 *
 * @param answers answers a request
 * @param binder makes values of the answers
 */
record AnsweringOperations(Function<CascadeRequest, CascadeResponse> answers,
		AnswerBinder binder) implements CascadeOperations, AnswerValues {

	private static final String CHAIN = "answering";

	@Override
	public Mono<CascadeResponse> exchange(CascadeRequest request) {
		return Mono.deferContextual((context) -> Mono.just(this.answers.apply(checked(request).tagsFrom(context))));
	}

	private static CascadeRequest checked(CascadeRequest request) {
		return InvalidRequestException.told(() -> {
			RequestCheck.check(request, Long.MAX_VALUE);
			return request;
		});
	}

	@Override
	public Mono<Plan> explain(CascadeRequest request) {
		return Mono.fromSupplier(() -> new Plan(chain(request), List.of(), List.of()));
	}

	@Override
	public boolean feedback(String generationId, boolean accepted) {
		return true;
	}

	@Override
	public Mono<ChainCheck> check(CascadeRequest request) {
		return Mono.fromSupplier(() -> new ChainCheck(chain(request), List.of(), List.of()));
	}

	@Override
	public Mono<ChainCheck> checkLive(CascadeRequest request) {
		return check(request);
	}

	private static String chain(CascadeRequest request) {
		return (request.chain() != null) ? request.chain() : CHAIN;
	}

	@Override
	public AnswerValues values() {
		return this;
	}

	@Override
	public <T> Mono<T> one(CascadeOperations cascade, CascadeRequest request, ParameterizedTypeReference<T> type) {
		return Mono.fromSupplier(() -> this.binder.ask(request, type))
			.flatMap(cascade::exchange)
			.map((answer) -> this.binder.bind(answer, type));
	}

	@Override
	public <T> Flux<T> list(CascadeOperations cascade, CascadeRequest request, Class<T> element) {
		return Mono.fromSupplier(() -> this.binder.askForList(request, element))
			.flatMapMany((asked) -> this.binder.elements(cascade.stream(asked), element));
	}

	@Override
	public String toString() {
		return "answers from " + this.answers;
	}

}
