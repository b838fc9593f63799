package io.cascade.resilience;

import java.util.concurrent.atomic.AtomicBoolean;

import io.cascade.CascadeChunk;
import io.cascade.UpstreamException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Settles a hop once, before anybody hears of its end: the next one is planned with it. A
 * listener of the application that fails does not break the call.
 */
final class SettledHop extends Flux<CascadeChunk> {

	private static final Log logger = LogFactory.getLog(SettledHop.class);

	private final Flux<CascadeChunk> source;

	private final Settlement settlement;

	SettledHop(Flux<CascadeChunk> source, Settlement settlement) {
		this.source = source;
		this.settlement = settlement;
	}

	@Override
	public void subscribe(CoreSubscriber<? super CascadeChunk> actual) {
		this.source.subscribe(new Settling(actual, this.settlement));
	}

	private static final class Settling implements CoreSubscriber<CascadeChunk>, Subscription {

		private final CoreSubscriber<? super CascadeChunk> actual;

		private final Settlement settlement;

		private final AtomicBoolean settled = new AtomicBoolean();

		private Subscription upstream = Operators.emptySubscription();

		Settling(CoreSubscriber<? super CascadeChunk> actual, Settlement settlement) {
			this.actual = actual;
			this.settlement = settlement;
		}

		@Override
		public Context currentContext() {
			return this.actual.currentContext();
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			this.upstream = subscription;
			this.actual.onSubscribe(this);
		}

		@Override
		public void onNext(CascadeChunk chunk) {
			this.actual.onNext(chunk);
		}

		@Override
		public void onComplete() {
			settle(null);
			this.actual.onComplete();
		}

		@Override
		public void onError(Throwable ex) {
			settle((ex instanceof UpstreamException failure) ? failure : null);
			this.actual.onError(ex);
		}

		@Override
		public void request(long n) {
			this.upstream.request(n);
		}

		@Override
		public void cancel() {
			this.upstream.cancel();
			settle(null);
		}

		private void settle(@Nullable UpstreamException failure) {
			if (this.settled.compareAndSet(false, true)) {
				try {
					this.settlement.settle(failure);
				}
				catch (RuntimeException ex) {
					logger.warn("A hop was not held against its targets", ex);
				}
			}
		}

	}

}
