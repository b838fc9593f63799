package io.cascade;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

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
		return Mono.deferContextual((context) -> {
			Call call = call(request, context, false);
			return perform(call).then(Mono.fromSupplier(call.journal().received()::complete));
		});
	}

	@Override
	public Flux<CascadeChunk> stream(CascadeRequest request) {
		return Flux.deferContextual((context) -> perform(call(request, context, true)));
	}

	@Override
	public Mono<Plan> explain(CascadeRequest request) {
		return Mono.deferContextual((context) -> Mono.just(this.planner.plan(call(request, context, false))));
	}

	private Flux<CascadeChunk> perform(Call call) {
		return this.exchange.exchange(call).doOnNext(call.journal().received()::add);
	}

	private Call call(CascadeRequest request, ContextView context, boolean streamed) {
		RequestCheck.check(request, this.chains.maxPromptSize());
		CascadeRequest tagged = request.tagsFrom(context);
		Chain chain = this.chains.resolve(tagged);
		CallSettings settings = tagged.settings(chain.settings());
		settings.check();
		return new Call(this.chains.asSent(tagged), chain, settings, streamed);
	}

	@Override
	public String toString() {
		return "CascadeTemplate over " + this.exchange;
	}

}
