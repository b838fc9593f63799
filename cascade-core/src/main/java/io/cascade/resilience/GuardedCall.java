package io.cascade.resilience;

import io.cascade.CascadeChunk;
import io.cascade.exchange.Call;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.scheduler.Scheduler;

/**
 * A call with a {@link Guard} for each subscription.
 */
final class GuardedCall extends FluxOperator<CascadeChunk, CascadeChunk> {

	private final Call call;

	private final OpenCalls openCalls;

	private final Scheduler scheduler;

	private GuardedCall(Flux<CascadeChunk> source, Call call, OpenCalls openCalls, Scheduler scheduler) {
		super(source);
		this.call = call;
		this.openCalls = openCalls;
		this.scheduler = scheduler;
	}

	static Flux<CascadeChunk> of(Flux<CascadeChunk> source, Call call, OpenCalls openCalls, Scheduler scheduler) {
		return onAssembly(new GuardedCall(source, call, openCalls, scheduler));
	}

	@Override
	public void subscribe(CoreSubscriber<? super CascadeChunk> actual) {
		new Guard(actual, this.call, this.openCalls, this.scheduler).begin(this.source);
	}

}
