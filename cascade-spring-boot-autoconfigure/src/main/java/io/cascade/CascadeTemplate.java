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
		return Mono.defer(() -> {
			Call call = call(request, false);
			return perform(call).then(Mono.fromSupplier(call.journal().received()::complete));
		});
	}

	@Override
	public Flux<CascadeChunk> stream(CascadeRequest request) {
		return Flux.defer(() -> perform(call(request, true)));
	}

	private Flux<CascadeChunk> perform(Call call) {
		return this.exchange.exchange(call).doOnNext(call.journal().received()::add);
	}

	private Call call(CascadeRequest request, boolean streamed) {
		RequestCheck.check(request, this.chains.maxPromptSize());
		Chain chain = this.chains.resolve(request);
		CallSettings settings = request.settings(chain.settings());
		settings.check();
		return new Call(request, chain, settings, streamed);
	}

	@Override
	public String toString() {
		return "CascadeTemplate over " + this.exchange;
	}

}
