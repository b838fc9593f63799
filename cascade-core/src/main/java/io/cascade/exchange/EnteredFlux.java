package io.cascade.exchange;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;

/**
 * A stream of ours that foreign code waits for: what that code throws when a value comes,
 * on whatever thread, ends the guard of that code.
 *
 * @param <T> the type of the values
 */
final class EnteredFlux<T> extends FluxOperator<T, T> {

	private EnteredFlux(Flux<T> source) {
		super(source);
	}

	static <T> Flux<T> of(Flux<T> source) {
		return onAssembly(new EnteredFlux<>(source));
	}

	@Override
	public void subscribe(CoreSubscriber<? super T> actual) {
		Guarded<?> guarded = ForeignTasks.current();
		CoreSubscriber<? super T> entrance = (guarded != null) ? new GuardedFlux.Values<>(actual, guarded) : actual;
		ForeignTasks.within(null, () -> this.source.subscribe(entrance));
	}

}
