package io.cascade.streams;

import io.cascade.Call;
import io.cascade.CascadeChunk;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/**
 * A call with a {@link Guard} for each subscription.
 */
final class GuardedCall extends Flux<CascadeChunk> {

	private final Flux<CascadeChunk> source;

	private final Call call;

	private final OpenCalls openCalls;

	private final Scheduler scheduler;

	GuardedCall(Flux<CascadeChunk> source, Call call, OpenCalls openCalls, Scheduler scheduler) {
		this.source = source;
		this.call = call;
		this.openCalls = openCalls;
		this.scheduler = scheduler;
	}

	@Override
	public void subscribe(CoreSubscriber<? super CascadeChunk> actual) {
		this.source.subscribe(new Guard(actual, this.call, this.openCalls, this.scheduler));
	}

}
