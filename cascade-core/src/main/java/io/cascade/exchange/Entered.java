package io.cascade.exchange;

import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * A result of ours that foreign code waits for: what that code throws when it comes, on
 * whatever thread, ends the guard of that code.
 *
 * @param <T> the type of the result
 */
final class Entered<T> extends Mono<T> {

	private final Mono<T> source;

	Entered(Mono<T> source) {
		this.source = source;
	}

	@Override
	public void subscribe(CoreSubscriber<? super T> actual) {
		Guarded<?> guarded = ForeignTasks.current();
		CoreSubscriber<? super T> entrance = (guarded != null) ? new Entrance<>(actual, guarded) : actual;
		ForeignTasks.within(null, () -> this.source.subscribe(entrance));
	}

	private static final class Entrance<T> implements CoreSubscriber<T>, Subscription {

		private final CoreSubscriber<? super T> inner;

		private final Guarded<?> guarded;

		private @Nullable Subscription source;

		Entrance(CoreSubscriber<? super T> inner, Guarded<?> guarded) {
			this.inner = inner;
			this.guarded = guarded;
		}

		@Override
		public Context currentContext() {
			return this.inner.currentContext();
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			if (Operators.validate(this.source, subscription)) {
				this.source = subscription;
				this.guarded.attempt(() -> this.inner.onSubscribe(this));
			}
		}

		@Override
		public void onNext(T value) {
			Objects.requireNonNull(value);
			this.guarded.attempt(() -> this.inner.onNext(value));
		}

		@Override
		public void onError(Throwable failure) {
			Objects.requireNonNull(failure);
			this.guarded.attempt(() -> this.inner.onError(failure));
		}

		@Override
		public void onComplete() {
			this.guarded.attempt(this.inner::onComplete);
		}

		@Override
		public void request(long n) {
			if (this.source != null) {
				this.source.request(n);
			}
		}

		@Override
		public void cancel() {
			if (this.source != null) {
				this.source.cancel();
			}
		}

	}

}
