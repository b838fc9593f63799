package io.cascade;

import java.util.List;
import java.util.function.Function;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Answers from a function, and looks at requests as every template does.
 */
final class AnsweringTemplate extends CascadeTemplate {

	private static final String CHAIN = "answering";

	private final Function<CascadeRequest, CascadeResponse> answers;

	AnsweringTemplate(Function<CascadeRequest, CascadeResponse> answers, AnswerBinder binder) {
		super(new Chains(List.of(), null, List.of(), Long.MAX_VALUE), (call) -> Flux.empty(),
				(call) -> new Plan(CHAIN, List.of(), List.of()),
				new Services(binder, ChainChecker.NONE, (generationId, accepted) -> true));
		this.answers = answers;
	}

	@Override
	public Mono<CascadeResponse> exchange(CascadeRequest request) {
		return Mono.deferContextual((context) -> Mono.just(this.answers.apply(checked(request).tagsFrom(context))));
	}

	private static CascadeRequest checked(CascadeRequest request) {
		return told(() -> {
			RequestCheck.check(request, Long.MAX_VALUE);
			return request;
		});
	}

	@Override
	public Flux<CascadeChunk> stream(CascadeRequest request) {
		return exchange(request).flatMapIterable(CascadeResponse::chunks);
	}

	@Override
	public Mono<Plan> explain(CascadeRequest request) {
		return Mono.fromSupplier(() -> new Plan(chain(request), List.of(), List.of()));
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
	public String toString() {
		return "CascadeTemplate that answers from " + this.answers;
	}

}
