package io.cascade;

import java.util.function.Function;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The {@link CascadeOperations} of an application. Thread-safe.
 * <p>
 * Not final, since an aspect of the application may need a proxy of its class. It is not
 * meant to be extended otherwise: {@link CascadeOperationsDecorator} is.
 */
public class CascadeTemplate implements CascadeOperations {

	private final CascadeOperations operations;

	/**
	 * A template over operations, such as those of a test.
	 * @param operations makes the calls; a lambda answers each request whole
	 */
	public CascadeTemplate(CascadeOperations operations) {
		this.operations = operations;
	}

	/**
	 * A template without models, for tests: each request is answered from a function,
	 * whole and in pieces, whatever chain it names. What the function throws fails the
	 * call. It plans and finds nothing, accepts any feedback, and makes no values.
	 * @param answers answers a request, with all its tags
	 * @return the template
	 * @see CascadeResponse#of(String)
	 */
	public static CascadeTemplate answering(Function<CascadeRequest, CascadeResponse> answers) {
		return answering(answers, AnswerBinder.NONE);
	}

	/**
	 * A template without models that makes values of the answers of a function.
	 * @param answers answers a request, with all its tags
	 * @param binder makes values, as the bean of that type does
	 * @return the template
	 */
	public static CascadeTemplate answering(Function<CascadeRequest, CascadeResponse> answers, AnswerBinder binder) {
		return new CascadeTemplate(new AnsweringOperations(answers, binder));
	}

	@Override
	public Mono<CascadeResponse> exchange(CascadeRequest request) {
		return this.operations.exchange(request);
	}

	@Override
	public Flux<CascadeChunk> stream(CascadeRequest request) {
		return this.operations.stream(request);
	}

	@Override
	public Mono<EmbeddingResponse> embed(EmbeddingRequest request) {
		return this.operations.embed(request);
	}

	@Override
	public Mono<Plan> explain(CascadeRequest request) {
		return this.operations.explain(request);
	}

	@Override
	public AnswerValues values() {
		return this.operations.values();
	}

	@Override
	public boolean feedback(String generationId, boolean accepted) {
		return this.operations.feedback(generationId, accepted);
	}

	@Override
	public Mono<ChainCheck> check(CascadeRequest request) {
		return this.operations.check(request);
	}

	@Override
	public Mono<ChainCheck> checkLive(CascadeRequest request) {
		return this.operations.checkLive(request);
	}

	@Override
	public String toString() {
		return "CascadeTemplate over " + this.operations;
	}

}
