package io.cascade.exchange;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.cascade.Attempt;
import io.cascade.CallOutcome;
import io.cascade.CallView;
import io.cascade.CascadeEvent;
import io.cascade.CascadeListener;
import io.cascade.Ruling;
import org.jspecify.annotations.Nullable;

/**
 * All listeners of an application. One that throws is logged once, and harms neither the
 * call nor the others. Thread-safe.
 */
public final class GuardedListeners implements CascadeListener {

	private final Callbacks callbacks = Callbacks.of(CascadeListener.class);

	private final Supplier<List<CascadeListener>> listeners;

	/**
	 * A listener for all.
	 * @param listeners the listeners, looked up at each event
	 */
	public GuardedListeners(Supplier<List<CascadeListener>> listeners) {
		this.listeners = listeners;
	}

	@Override
	public void attempted(CallView call, List<Attempt> attempts) {
		each((listener) -> listener.attempted(call, attempts));
	}

	@Override
	public void settled(CallView call, Attempt attempt) {
		each((listener) -> listener.settled(call, attempt));
	}

	@Override
	public void judged(CallView call, String target, Ruling ruling) {
		each((listener) -> listener.judged(call, target, ruling));
	}

	@Override
	public void unwrapped(CallView call, String target) {
		each((listener) -> listener.unwrapped(call, target));
	}

	@Override
	public void ended(CallView call, CallOutcome outcome, @Nullable Throwable failure) {
		each((listener) -> listener.ended(call, outcome, failure));
	}

	@Override
	public void happened(CascadeEvent event) {
		each((listener) -> listener.happened(event));
	}

	private void each(Consumer<CascadeListener> action) {
		List<CascadeListener> all = this.callbacks.get(this.listeners, this.listeners, (failure) -> List.of());
		for (CascadeListener listener : all) {
			this.callbacks.run(listener, action);
		}
	}

}
