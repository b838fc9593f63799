package io.cascade.openrouter;

import io.cascade.CascadeChunk;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * An answer that is handed over with the headers of its response. What brought it is let
 * go then: a stream may be open for long, and holds nothing of its request.
 */
final class HandedAnswer extends Flux<CascadeChunk> {

	private final Mono<Flux<CascadeChunk>> response;

	private HandedAnswer(Mono<Flux<CascadeChunk>> response) {
		this.response = response;
	}

	static Flux<CascadeChunk> of(Mono<Flux<CascadeChunk>> response) {
		return onAssembly(new HandedAnswer(response));
	}

	@Override
	public void subscribe(CoreSubscriber<? super CascadeChunk> actual) {
		this.response.subscribe(new Asking(actual));
	}

	/** Waits for the answer, and then is the subscription to it. */
	private static final class Asking extends Operators.DeferredSubscription
			implements CoreSubscriber<Flux<CascadeChunk>>, Scannable {

		private final CoreSubscriber<? super CascadeChunk> actual;

		/** To the response, until it is here. */
		private volatile @Nullable Subscription waiting;

		private boolean answered;

		Asking(CoreSubscriber<? super CascadeChunk> actual) {
			this.actual = actual;
		}

		@Override
		public Context currentContext() {
			return this.actual.currentContext();
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			this.waiting = subscription;
			this.actual.onSubscribe(this);
			subscription.request(Long.MAX_VALUE);
		}

		/** Whoever has left leaves the answer as soon as there is one. */
		@Override
		public void onNext(Flux<CascadeChunk> answer) {
			this.answered = true;
			this.waiting = null;
			answer.subscribe(new Answering(this.actual, this));
		}

		@Override
		public void onError(Throwable ex) {
			if (this.answered) {
				Operators.onErrorDropped(ex, currentContext());
			}
			else {
				this.actual.onError(ex);
			}
		}

		@Override
		public void onComplete() {
			if (!this.answered) {
				this.actual.onComplete();
			}
		}

		@Override
		public void cancel() {
			super.cancel();
			Subscription before = this.waiting;
			if (before != null) {
				before.cancel();
			}
		}

		@Override
		@SuppressWarnings("rawtypes")
		public @Nullable Object scanUnsafe(Attr key) {
			return (key == Attr.PARENT) ? this.waiting : (key == Attr.ACTUAL) ? this.actual : null;
		}

	}

	/**
	 * Receives the answer.
	 *
	 * @param actual gets it
	 * @param subscription becomes the subscription to it
	 */
	private record Answering(CoreSubscriber<? super CascadeChunk> actual,
			Operators.DeferredSubscription subscription) implements CoreSubscriber<CascadeChunk>, Scannable {

		@Override
		public Context currentContext() {
			return this.actual.currentContext();
		}

		@Override
		public void onSubscribe(Subscription source) {
			this.subscription.set(source);
		}

		@Override
		public void onNext(CascadeChunk chunk) {
			this.actual.onNext(chunk);
		}

		@Override
		public void onError(Throwable ex) {
			this.actual.onError(ex);
		}

		@Override
		public void onComplete() {
			this.actual.onComplete();
		}

		@Override
		@SuppressWarnings("rawtypes")
		public @Nullable Object scanUnsafe(Attr key) {
			return (key == Attr.ACTUAL) ? this.actual : null;
		}

	}

}
