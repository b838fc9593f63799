package io.cascade.actuate;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * Virtual time that passes while nobody sets a timer or stops one: Reactor's own takes
 * the next timer in place of the due one, and loses it, where another thread stops one
 * meanwhile.
 */
final class OneAtATime implements Scheduler {

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	synchronized void pass(Duration step) {
		this.time.advanceTimeBy(step);
	}

	@Override
	public synchronized Disposable schedule(Runnable task) {
		return new Timer(this.time.schedule(task));
	}

	@Override
	public synchronized Disposable schedule(Runnable task, long delay, TimeUnit unit) {
		return new Timer(this.time.schedule(task, delay, unit));
	}

	@Override
	public synchronized Disposable schedulePeriodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
		return new Timer(this.time.schedulePeriodically(task, initialDelay, period, unit));
	}

	@Override
	public long now(TimeUnit unit) {
		return this.time.now(unit);
	}

	@Override
	public synchronized Worker createWorker() {
		return new TimerWorker(this.time.createWorker());
	}

	private synchronized void stop(Disposable timer) {
		timer.dispose();
	}

	private final class Timer implements Disposable {

		private final Disposable timer;

		Timer(Disposable timer) {
			this.timer = timer;
		}

		@Override
		public void dispose() {
			stop(this.timer);
		}

		@Override
		public boolean isDisposed() {
			return this.timer.isDisposed();
		}

	}

	private final class TimerWorker implements Worker {

		private final Worker worker;

		TimerWorker(Worker worker) {
			this.worker = worker;
		}

		@Override
		public Disposable schedule(Runnable task) {
			synchronized (OneAtATime.this) {
				return new Timer(this.worker.schedule(task));
			}
		}

		@Override
		public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
			synchronized (OneAtATime.this) {
				return new Timer(this.worker.schedule(task, delay, unit));
			}
		}

		@Override
		public Disposable schedulePeriodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
			synchronized (OneAtATime.this) {
				return new Timer(this.worker.schedulePeriodically(task, initialDelay, period, unit));
			}
		}

		@Override
		public void dispose() {
			stop(this.worker);
		}

		@Override
		public boolean isDisposed() {
			return this.worker.isDisposed();
		}

	}

}
