package io.cascade;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Something around other {@link CascadeOperations}, such as a cache or a mask. Hands
 * everything on.
 * <p>
 * One that changes requests overrides {@link #handedOn}, which all requests come through,
 * those that are only looked at too. One that changes or saves answers overrides
 * {@link #exchange} and {@link #stream}: all other ways to an answer, values and texts
 * too, come through these two.
 */
public abstract class CascadeOperationsDecorator implements CascadeOperations {

	private final CascadeOperations delegate;

	/**
	 * Something around other operations.
	 * @param delegate the operations inside: the {@link CascadeTemplate} or a further
	 * decorator
	 */
	protected CascadeOperationsDecorator(CascadeOperations delegate) {
		this.delegate = delegate;
	}

	/**
	 * The operations inside.
	 * @return what this one hands on to
	 */
	protected final CascadeOperations delegate() {
		return this.delegate;
	}

	/**
	 * The request as the operations inside get it, once for each subscription. What it
	 * throws fails the {@code Mono} or {@code Flux}.
	 * @param request as this one got it
	 * @return the same, or a changed copy
	 */
	protected CascadeRequest handedOn(CascadeRequest request) {
		return request;
	}

	@Override
	public Mono<CascadeResponse> exchange(CascadeRequest request) {
		return Mono.defer(() -> this.delegate.exchange(handedOn(request)));
	}

	@Override
	public Flux<CascadeChunk> stream(CascadeRequest request) {
		return Flux.defer(() -> this.delegate.stream(handedOn(request)));
	}

	@Override
	public Mono<EmbeddingResponse> embed(EmbeddingRequest request) {
		return Mono.defer(() -> this.delegate.embed(request));
	}

	@Override
	public Mono<Plan> explain(CascadeRequest request) {
		return Mono.defer(() -> this.delegate.explain(handedOn(request)));
	}

	@Override
	public AnswerValues values() {
		return this.delegate.values();
	}

	@Override
	public boolean feedback(String generationId, boolean accepted) {
		return this.delegate.feedback(generationId, accepted);
	}

	@Override
	public Mono<ChainCheck> check(CascadeRequest request) {
		return Mono.defer(() -> this.delegate.check(handedOn(request)));
	}

	@Override
	public Mono<ChainCheck> checkLive(CascadeRequest request) {
		return Mono.defer(() -> this.delegate.checkLive(handedOn(request)));
	}

	@Override
	public String toString() {
		return "%s around %s".formatted(getClass().getSimpleName(), this.delegate);
	}

}
