package io.cascade.exchange;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/**
 * At most one timer at a time: the one that was started last. A timer may ring, and start
 * the next one, before whoever set it has it in hand, so each has its place before it is
 * set. Thread-safe.
 */
public final class OneTimer implements Disposable {

	private final Disposable.Swap current = Disposables.swap();

	/**
	 * No timer yet.
	 */
	public OneTimer() {
	}

	/**
	 * Starts a timer in place of the one before, unless this was disposed of.
	 * @param scheduler runs the task
	 * @param delay how long from now, in nanoseconds
	 * @param task what is done then
	 */
	public void start(Scheduler scheduler, long delay, Runnable task) {
		Disposable.Swap next = Disposables.swap();
		if (this.current.update(next)) {
			next.update(scheduler.schedule(task, delay, TimeUnit.NANOSECONDS));
		}
	}

	/**
	 * Starts a timer in place of the one before, unless this was disposed of.
	 * @param scheduler runs the task
	 * @param delay how long from now
	 * @param task what is done then
	 */
	public void start(Scheduler scheduler, Duration delay, Runnable task) {
		start(scheduler, delay.toNanos(), task);
	}

	/** Stops the timer; no other one can be started. */
	@Override
	public void dispose() {
		this.current.dispose();
	}

	@Override
	public boolean isDisposed() {
		return this.current.isDisposed();
	}

}
