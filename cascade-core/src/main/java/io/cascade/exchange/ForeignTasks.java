package io.cascade.exchange;

import java.lang.ref.WeakReference;

import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;

/**
 * Follows foreign code to the threads on which it has its tasks done. An error of the JVM
 * that is thrown there reaches no operator: Reactor hands it to the thread, and whoever
 * waits for the result hears nothing. So a task that is scheduled within foreign code is
 * tied to the guard of that code; any other task is left as it is. Whose code runs is
 * kept by the thread, since Reactor's hook is given nothing but the task.
 */
final class ForeignTasks {

	private static final ThreadLocal<@Nullable Guarded<?>> CURRENT = new ThreadLocal<>();

	static {
		Schedulers.onScheduleHook(ForeignTasks.class.getName(), ForeignTasks::followed);
	}

	private ForeignTasks() {
	}

	/** The guard of the foreign code that runs on this thread. */
	static @Nullable Guarded<?> current() {
		return CURRENT.get();
	}

	/** Runs code that belongs to a guard, or to nobody. */
	static void within(@Nullable Guarded<?> guard, Runnable code) {
		Guarded<?> before = CURRENT.get();
		set(guard);
		try {
			code.run();
		}
		finally {
			set(before);
		}
	}

	private static void set(@Nullable Guarded<?> guard) {
		if (guard != null) {
			CURRENT.set(guard);
		}
		else {
			CURRENT.remove();
		}
	}

	private static Runnable followed(Runnable task) {
		Guarded<?> guard = CURRENT.get();
		return (guard != null) ? new Followed(task, new WeakReference<>(guard)) : task;
	}

	/**
	 * A task of foreign code. It does not keep a call that is over, since it may be
	 * repeated for ever.
	 *
	 * @param task what it does
	 * @param guard hears of its errors
	 */
	private record Followed(Runnable task, WeakReference<Guarded<?>> guard) implements Runnable {

		@Override
		public void run() {
			Guarded<?> found = this.guard.get();
			try {
				within(found, this.task);
			}
			catch (LinkageError | StackOverflowError ex) {
				if (found == null || !found.takes(ex)) {
					throw ex;
				}
			}
		}

	}

}
