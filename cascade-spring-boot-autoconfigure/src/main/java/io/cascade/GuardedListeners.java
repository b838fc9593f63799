package io.cascade;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * All listeners of an application. One that throws is told of once, and harms neither the
 * call nor the others. Thread-safe.
 */
final class GuardedListeners implements CascadeListener {

	private final Callbacks callbacks = Callbacks.of(CascadeListener.class);

	private final Supplier<List<CascadeListener>> listeners;

	GuardedListeners(Supplier<List<CascadeListener>> listeners) {
		this.listeners = listeners;
	}

	@Override
	public void attempted(Call call, List<Attempt> attempts) {
		each((listener) -> listener.attempted(call, attempts));
	}

	@Override
	public void settled(Call call, Attempt attempt) {
		each((listener) -> listener.settled(call, attempt));
	}

	@Override
	public void judged(Call call, String target, Ruling ruling) {
		each((listener) -> listener.judged(call, target, ruling));
	}

	@Override
	public void unwrapped(Call call, String target) {
		each((listener) -> listener.unwrapped(call, target));
	}

	@Override
	public void ended(Call call, CallOutcome outcome, @Nullable Throwable failure) {
		each((listener) -> listener.ended(call, outcome, failure));
	}

	@Override
	public void happened(CascadeEvent event) {
		each((listener) -> listener.happened(event));
	}

	private void each(Consumer<CascadeListener> action) {
		List<CascadeListener> all = this.callbacks.get(this.listeners, this.listeners, (failure) -> List.of());
		all.forEach((listener) -> this.callbacks.run(listener, () -> action.accept(listener)));
	}

}
