package io.cascade.conformance;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Does at once what is due at once; what is to wait is done when the test says so.
 */
final class HandTimers implements Scheduler {

	private final Scheduler delegate = Schedulers.newSingle("hand-timers", true);

	private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();

	@Override
	public Disposable schedule(Runnable task) {
		return this.delegate.schedule(task);
	}

	@Override
	public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
		Waiting added = new Waiting(task, Duration.ofNanos(unit.toNanos(delay)));
		this.waiting.add(added);
		return added;
	}

	@Override
	public Worker createWorker() {
		return this.delegate.createWorker();
	}

	@Override
	public long now(TimeUnit unit) {
		return this.delegate.now(unit);
	}

	/** How long those wait that do. */
	List<Duration> delays() {
		return this.waiting.stream().map((one) -> one.delay).toList();
	}

	/** Whether somebody waits for about as long. */
	boolean isWaiting(Duration delay) {
		return this.waiting.stream().anyMatch((one) -> one.isAbout(delay));
	}

	/** Ends the waits that are about as long. */
	void fire(Duration delay) {
		this.waiting.stream().filter((one) -> one.isAbout(delay)).forEach(this::fire);
	}

	private void fire(Waiting due) {
		if (this.waiting.remove(due)) {
			this.delegate.schedule(due.task);
		}
	}

	@Override
	public void dispose() {
		this.delegate.dispose();
	}

	private final class Waiting implements Disposable {

		private final Runnable task;

		private final Duration delay;

		Waiting(Runnable task, Duration delay) {
			this.task = task;
			this.delay = delay;
		}

		boolean isAbout(Duration other) {
			return this.delay.minus(other).abs().toMillis() < 500;
		}

		@Override
		public void dispose() {
			HandTimers.this.waiting.remove(this);
		}

		@Override
		public boolean isDisposed() {
			return !HandTimers.this.waiting.contains(this);
		}

	}

}
