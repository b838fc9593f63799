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

	private final Planner planner;

	/**
	 * A template over a stack.
	 * @param chains the chains that requests may name
	 * @param exchange the outermost exchange
	 * @param planner tells what the stack would do
	 */
	public CascadeTemplate(Chains chains, Exchange exchange, Planner planner) {
		this.chains = chains;
		this.exchange = exchange;
		this.planner = planner;
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

	@Override
	public Mono<Plan> explain(CascadeRequest request) {
		return Mono.fromSupplier(() -> this.planner.plan(call(request, false)));
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
