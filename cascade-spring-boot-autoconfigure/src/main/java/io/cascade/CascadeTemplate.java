package io.cascade;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The {@link CascadeOperations} of an application: finds the chain, opens a journal and
 * hands the call to the stack of {@link Exchange exchanges}. Thread-safe.
 */
public final class CascadeTemplate implements CascadeOperations {

	private final Chains chains;

	private final Exchange exchange;

	/**
	 * A template over a stack.
	 * @param chains the chains that requests may name
	 * @param exchange the outermost exchange
	 */
	public CascadeTemplate(Chains chains, Exchange exchange) {
		this.chains = chains;
		this.exchange = exchange;
	}

	@Override
	public Mono<CascadeResponse> exchange(CascadeRequest request) {
		return CascadeResponse.collect(perform(request, false));
	}

	@Override
	public Flux<CascadeChunk> stream(CascadeRequest request) {
		return perform(request, true);
	}

	private Flux<CascadeChunk> perform(CascadeRequest request, boolean streamed) {
		return Flux.defer(() -> this.exchange.exchange(call(request, streamed)));
	}

	private Call call(CascadeRequest request, boolean streamed) {
		RequestCheck.check(request, this.chains.maxPromptSize());
		Chain chain = this.chains.resolve(request);
		CallSettings settings = request.settings(chain.settings());
		settings.check();
		return new Call(request, chain, settings, streamed, new Journal(), null);
	}

	@Override
	public String toString() {
		return "CascadeTemplate over " + this.exchange;
	}

}
