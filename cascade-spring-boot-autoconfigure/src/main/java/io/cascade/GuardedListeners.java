package io.cascade;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * All listeners of an application. One that throws is told of once, and harms neither the
 * call nor the others. Thread-safe.
 */
final class GuardedListeners implements CascadeListener {

	private static final Log logger = LogFactory.getLog(CascadeListener.class);

	private final Supplier<List<CascadeListener>> listeners;

	private final Set<Class<?>> told = ConcurrentHashMap.newKeySet();

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
	public void ended(Call call, CallOutcome outcome, @Nullable Throwable failure) {
		each((listener) -> listener.ended(call, outcome, failure));
	}

	@Override
	public void happened(CascadeEvent event) {
		each((listener) -> listener.happened(event));
	}

	private void each(Consumer<CascadeListener> action) {
		List<CascadeListener> all = List.of();
		try {
			all = this.listeners.get();
		}
		catch (Exception | Error ex) {
			tell("The listeners could not be found", CascadeListener.class, ex);
		}
		for (CascadeListener listener : all) {
			try {
				action.accept(listener);
			}
			catch (Exception | Error ex) {
				tell(listener.getClass().getName() + " failed, and calls go on", listener.getClass(), ex);
			}
		}
	}

	/** Nothing that a listener throws may stop an answer that is on its way. */
	private void tell(String words, Class<?> who, Throwable ex) {
		if (ex instanceof VirtualMachineError fatal) {
			throw fatal;
		}
		if (this.told.add(who)) {
			logger.warn(words + "; this is told once, then at DEBUG", ex);
		}
		else {
			logger.debug(words, ex);
		}
	}

}
