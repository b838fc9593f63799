package io.cascade.exchange;

import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.Operators;

/**
 * A stream that foreign code makes of another one, and that always ends in a signal: also
 * what is thrown while the code takes a value is an error, and ends both.
 *
 * @param <I> the type of the values that the code gets
 * @param <O> the type of those that it makes
 */
final class GuardedFlux<I, O> extends FluxOperator<I, O> {

	private final Function<Flux<I>, ? extends @Nullable Flux<O>> code;

	private final UnaryOperator<Throwable> failures;

	private GuardedFlux(Flux<I> source, Function<Flux<I>, ? extends @Nullable Flux<O>> code,
			UnaryOperator<Throwable> failures) {
		super(source);
		this.code = code;
		this.failures = failures;
	}

	static <I, O> Flux<O> of(Flux<I> source, Function<Flux<I>, ? extends @Nullable Flux<O>> code,
			UnaryOperator<Throwable> failures) {
		return onAssembly(new GuardedFlux<>(source, code, failures));
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
		Flux<O> made = this.code.apply(onAssembly(new Entering<>(this.source, guarded)));
		if (made == null) {
			throw new NullPointerException("null in place of a Flux");
		}
		made.subscribe(guarded);
	}

	/** The source, as the foreign code gets it. */
	private static final class Entering<I> extends FluxOperator<I, I> {

		private final Guarded<?> guarded;

		Entering(Flux<? extends I> source, Guarded<?> guarded) {
			super(source);
			this.guarded = guarded;
		}

		@Override
		public void subscribe(CoreSubscriber<? super I> inner) {
			this.source.subscribe(new Values<>(inner, this.guarded));
		}

	}

	/**
	 * Where values enter the foreign code. An operator in which an error was thrown may
	 * never hear of its cancellation, so the source is cancelled here.
	 */
	static final class Values<I> extends Entrance<I> {

		Values(CoreSubscriber<? super I> inner, Guarded<?> guarded) {
			super(inner, guarded);
		}

		private void enter(Runnable signal) {
			guarded().attempt(signal);
			cancelIfOver();
		}

		private void cancelIfOver() {
			if (guarded().isOver()) {
				cancel();
			}
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			if (guarded().isOver()) {
				subscription.cancel();
			}
			else {
				super.onSubscribe(subscription);
				cancelIfOver();
			}
		}

		@Override
		public void onNext(I value) {
			Objects.requireNonNull(value);
			if (guarded().isOver()) {
				Operators.onNextDropped(value, currentContext());
			}
			else {
				enter(() -> inner().onNext(value));
			}
		}

		@Override
		public void onError(Throwable failure) {
			Objects.requireNonNull(failure);
			if (hasEnded()) {
				Operators.onErrorDropped(failure, currentContext());
				return;
			}
			ended();
			if (!guarded().isOver()) {
				enter(() -> inner().onError(failure));
			}
		}

		@Override
		public void onComplete() {
			ended();
			if (!guarded().isOver()) {
				enter(inner()::onComplete);
			}
		}

	}

}
