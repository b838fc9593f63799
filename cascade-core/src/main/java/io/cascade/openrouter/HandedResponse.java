package io.cascade.openrouter;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

import org.springframework.http.client.reactive.ClientHttpResponse;

/**
 * A response that is handed over once it is here. From then on neither side holds the
 * other: a connection remembers who asked for it until it is free again.
 */
final class HandedResponse extends Mono<ClientHttpResponse> {

	private final Flux<ClientHttpResponse> source;

	private final Runnable left;

	private HandedResponse(Flux<ClientHttpResponse> source, Runnable left) {
		this.source = source;
		this.left = left;
	}

	/**
	 * The first response of a source.
	 * @param source brings it
	 * @param left runs if whoever asked leaves, also after the response is here
	 */
	static Mono<ClientHttpResponse> of(Flux<ClientHttpResponse> source, Runnable left) {
		return onAssembly(new HandedResponse(source, left));
	}

	@Override
	public void subscribe(CoreSubscriber<? super ClientHttpResponse> actual) {
		this.source.subscribe(new Handing(actual, this.left));
	}

	private static final class Handing implements CoreSubscriber<ClientHttpResponse>, Subscription, Scannable {

		private final Context context;

		private final Runnable left;

		/** Until it is handed over, or has failed. */
		private volatile @Nullable CoreSubscriber<? super ClientHttpResponse> actual;

		private volatile @Nullable Subscription source;

		private volatile boolean cancelled;

		Handing(CoreSubscriber<? super ClientHttpResponse> actual, Runnable left) {
			this.actual = actual;
			this.context = actual.currentContext();
			this.left = left;
		}

		@Override
		public Context currentContext() {
			return this.context;
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			CoreSubscriber<? super ClientHttpResponse> waiting = this.actual;
			if (Operators.validate(this.source, subscription) && waiting != null) {
				this.source = subscription;
				waiting.onSubscribe(this);
			}
		}

		@Override
		public void onNext(ClientHttpResponse response) {
			Subscription more = this.source;
			CoreSubscriber<? super ClientHttpResponse> waiting = end();
			if (waiting == null || more == null) {
				Operators.onNextDropped(response, this.context);
				return;
			}
			more.cancel();
			waiting.onNext(response);
			waiting.onComplete();
			leave();
		}

		/** Whoever leaves meanwhile may be passed over on the way down. */
		private void leave() {
			if (this.cancelled) {
				this.left.run();
			}
		}

		@Override
		public void onError(Throwable ex) {
			CoreSubscriber<? super ClientHttpResponse> waiting = end();
			if (waiting != null) {
				waiting.onError(ex);
			}
			else {
				Operators.onErrorDropped(ex, this.context);
			}
		}

		@Override
		public void onComplete() {
			CoreSubscriber<? super ClientHttpResponse> waiting = end();
			if (waiting != null) {
				waiting.onComplete();
			}
		}

		private @Nullable CoreSubscriber<? super ClientHttpResponse> end() {
			CoreSubscriber<? super ClientHttpResponse> waiting = this.actual;
			this.actual = null;
			this.source = null;
			return waiting;
		}

		@Override
		public void request(long n) {
			Subscription asked = this.source;
			if (asked != null) {
				asked.request(n);
			}
		}

		@Override
		public void cancel() {
			this.cancelled = true;
			leave();
			Subscription asked = this.source;
			if (asked != null) {
				asked.cancel();
			}
		}

		@Override
		@SuppressWarnings("rawtypes")
		public @Nullable Object scanUnsafe(Attr key) {
			return (key == Attr.PARENT) ? this.source : (key == Attr.ACTUAL) ? this.actual : null;
		}

	}

}
