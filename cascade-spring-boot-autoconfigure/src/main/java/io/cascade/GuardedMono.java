package io.cascade;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * A result of foreign code that always ends in a signal. What is thrown while the code is
 * asked, subscribed to or requested from is an error like one that it signals; operators
 * of Reactor would throw an error of the JVM on, past the subscriber.
 *
 * @param <T> the type of the result
 */
final class GuardedMono<T> extends Mono<T> {

	private final Supplier<? extends @Nullable Mono<? extends T>> question;

	private final Function<Throwable, ? extends Throwable> failures;

	GuardedMono(Supplier<? extends @Nullable Mono<? extends T>> question,
			Function<Throwable, ? extends Throwable> failures) {
		this.question = question;
		this.failures = failures;
	}

	@Override
	public void subscribe(CoreSubscriber<? super T> actual) {
		Guarded<T> guarded = new Guarded<>(actual, this.failures);
		actual.onSubscribe(guarded);
		guarded.attempt(() -> ask(guarded));
	}

	private void ask(Guarded<T> guarded) {
		if (guarded.isOver()) {
			return;
		}
		Mono<? extends T> answer = this.question.get();
		if (answer == null) {
			throw new NullPointerException("null in place of a Mono");
		}
		answer.subscribe(guarded);
	}

	/**
	 * One subscription. It is over with the first signal, from whatever thread. What the
	 * subscriber below throws is thrown on, since it is none of the foreign code's.
	 */
	private static final class Guarded<T> implements CoreSubscriber<T>, Subscription {

		private final CoreSubscriber<? super T> actual;

		private final Function<Throwable, ? extends Throwable> failures;

		private final AtomicBoolean over = new AtomicBoolean();

		private final Operators.DeferredSubscription upstream = new Operators.DeferredSubscription();

		private @Nullable Throwable thrownBelow;

		Guarded(CoreSubscriber<? super T> actual, Function<Throwable, ? extends Throwable> failures) {
			this.actual = actual;
			this.failures = failures;
		}

		boolean isOver() {
			return this.over.get();
		}

		void attempt(Runnable action) {
			try {
				action.run();
			}
			catch (Exception | Error ex) {
				if (ex == this.thrownBelow) {
					throw ex;
				}
				this.upstream.cancel();
				fail(ex);
				Callbacks.throwIfFatal(ex);
			}
		}

		private void deliver(Runnable signal) {
			try {
				signal.run();
			}
			catch (Exception | Error ex) {
				this.thrownBelow = ex;
				throw ex;
			}
		}

		private void fail(Throwable ex) {
			Throwable failure = this.failures.apply(ex);
			if (this.over.compareAndSet(false, true)) {
				deliver(() -> this.actual.onError(failure));
			}
		}

		@Override
		public Context currentContext() {
			return this.actual.currentContext();
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			this.upstream.set(subscription);
		}

		@Override
		public void onNext(T value) {
			if (this.over.compareAndSet(false, true)) {
				deliver(() -> this.actual.onNext(value));
				deliver(this.actual::onComplete);
			}
			else {
				Operators.onNextDropped(value, currentContext());
			}
		}

		@Override
		public void onError(Throwable ex) {
			fail(ex);
		}

		@Override
		public void onComplete() {
			if (this.over.compareAndSet(false, true)) {
				deliver(this.actual::onComplete);
			}
		}

		@Override
		public void request(long n) {
			attempt(() -> this.upstream.request(n));
		}

		@Override
		public void cancel() {
			this.over.set(true);
			this.upstream.cancel();
		}

	}

}
