package io.cascade.exchange;

import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * A stream that foreign code makes of another one, and that always ends in a signal: also
 * what is thrown while the code takes a value is an error, and ends both.
 *
 * @param <I> the type of the values that the code gets
 * @param <O> the type of those that it makes
 */
final class GuardedFlux<I, O> extends Flux<O> {

	private final Flux<I> source;

	private final Function<Flux<I>, ? extends @Nullable Flux<O>> code;

	private final UnaryOperator<Throwable> failures;

	GuardedFlux(Flux<I> source, Function<Flux<I>, ? extends @Nullable Flux<O>> code,
			UnaryOperator<Throwable> failures) {
		this.source = source;
		this.code = code;
		this.failures = failures;
	}

	@Override
	public void subscribe(CoreSubscriber<? super O> actual) {
		Guarded<O> guarded = new Guarded<>(actual, false, this.failures);
		actual.onSubscribe(guarded);
		guarded.attempt(() -> begin(guarded));
	}

	private void begin(Guarded<O> guarded) {
		if (guarded.isOver()) {
			return;
		}
		Flux<O> made = this.code.apply(new Flux<>() {

			@Override
			public void subscribe(CoreSubscriber<? super I> inner) {
				GuardedFlux.this.source.subscribe(new Entrance<>(inner, guarded));
			}

		});
		if (made == null) {
			throw new NullPointerException("null in place of a Flux");
		}
		made.subscribe(guarded);
	}

	/**
	 * Where values enter the foreign code. An operator in which an error was thrown may
	 * never hear of its cancellation, so the source is cancelled here.
	 */
	private static final class Entrance<I> implements CoreSubscriber<I>, Subscription {

		private final CoreSubscriber<? super I> inner;

		private final Guarded<?> guarded;

		private @Nullable Subscription source;

		Entrance(CoreSubscriber<? super I> inner, Guarded<?> guarded) {
			this.inner = inner;
			this.guarded = guarded;
		}

		private void enter(Runnable signal) {
			if (!this.guarded.isOver()) {
				this.guarded.attempt(signal);
				cancelIfOver();
			}
		}

		/** Whoever has ended is not cancelled (2.3 of the specification). */
		private void leave(Runnable signal) {
			this.source = Operators.cancelledSubscription();
			enter(signal);
		}

		private void cancelIfOver() {
			if (this.guarded.isOver()) {
				cancel();
			}
		}

		@Override
		public Context currentContext() {
			return this.inner.currentContext();
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			if (Operators.validate(this.source, subscription)) {
				this.source = subscription;
				enter(() -> this.inner.onSubscribe(this));
				cancelIfOver();
			}
		}

		@Override
		public void onNext(I value) {
			Objects.requireNonNull(value);
			enter(() -> this.inner.onNext(value));
		}

		@Override
		public void onError(Throwable failure) {
			Objects.requireNonNull(failure);
			leave(() -> this.inner.onError(failure));
		}

		@Override
		public void onComplete() {
			leave(this.inner::onComplete);
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
