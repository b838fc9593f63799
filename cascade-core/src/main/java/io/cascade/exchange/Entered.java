package io.cascade.exchange;

import java.util.Objects;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;

/**
 * A result of ours that foreign code waits for: what that code throws when it comes, on
 * whatever thread, ends the guard of that code.
 *
 * @param <T> the type of the result
 */
final class Entered<T> extends MonoOperator<T, T> {

	private Entered(Mono<T> source) {
		super(source);
	}

	static <T> Mono<T> of(Mono<T> source) {
		return onAssembly(new Entered<>(source));
	}

	@Override
	public void subscribe(CoreSubscriber<? super T> actual) {
		Guarded<?> guarded = ForeignTasks.current();
		CoreSubscriber<? super T> entrance = (guarded != null) ? new Result<>(actual, guarded) : actual;
		ForeignTasks.within(null, () -> this.source.subscribe(entrance));
	}

	private static final class Result<T> extends Entrance<T> {

		Result(CoreSubscriber<? super T> inner, Guarded<?> guarded) {
			super(inner, guarded);
		}

		@Override
		public void onNext(T value) {
			Objects.requireNonNull(value);
			guarded().attempt(() -> inner().onNext(value));
		}

		@Override
		public void onError(Throwable failure) {
			Objects.requireNonNull(failure);
			ended();
			guarded().attempt(() -> inner().onError(failure));
		}

		@Override
		public void onComplete() {
			ended();
			guarded().attempt(inner()::onComplete);
		}

	}

}
