package io.cascade.exchange;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * Schedules long delays together. Most time limits never fire, but each one that is set
 * wakes a thread of its own, which costs more than the rest of a call's limits; those
 * that are due at about the same time share a timer here. A delay of a second or more
 * fires up to one part in 64 late, never early; shorter ones are exact. Thread-safe.
 */
final class CoarseTimers implements Scheduler {

	private static final long EXACT_BELOW = TimeUnit.SECONDS.toNanos(1);

	private static final long PARTS = 128;

	private final Map<Due, Shared> timers = new ConcurrentHashMap<>();

	private final Scheduler delegate;

	CoarseTimers(Scheduler delegate) {
		this.delegate = delegate;
	}

	@Override
	public Disposable schedule(Runnable task) {
		return this.delegate.schedule(task);
	}

	@Override
	public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
		long nanos = unit.toNanos(delay);
		if (nanos < EXACT_BELOW || nanos > Long.MAX_VALUE / 2) {
			return this.delegate.schedule(task, delay, unit);
		}
		Due due = Due.of(now(TimeUnit.NANOSECONDS) + nanos, Long.highestOneBit(nanos / PARTS) * 2);
		Entry entry = new Entry(task);
		Shared known = this.timers.get(due);
		Shared shared = (known != null) ? known : this.timers.computeIfAbsent(due, this::start);
		while (!shared.add(entry)) {
			this.timers.remove(due, shared);
			shared = this.timers.computeIfAbsent(due, this::start);
		}
		return entry;
	}

	private Shared start(Due due) {
		Shared shared = new Shared();
		this.delegate.schedule(() -> fire(due, shared), due.nanos() - now(TimeUnit.NANOSECONDS), TimeUnit.NANOSECONDS);
		return shared;
	}

	private void fire(Due due, Shared shared) {
		this.timers.remove(due, shared);
		shared.close().forEach(this.delegate::schedule);
	}

	int size() {
		return this.timers.size();
	}

	@Override
	public Disposable schedulePeriodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
		return this.delegate.schedulePeriodically(task, initialDelay, period, unit);
	}

	@Override
	public Worker createWorker() {
		return this.delegate.createWorker();
	}

	@Override
	public long now(TimeUnit unit) {
		return this.delegate.now(unit);
	}

	@Override
	public void dispose() {
		this.delegate.dispose();
	}

	@Override
	public String toString() {
		return "coarse " + this.delegate;
	}

	/**
	 * The end of the slot that a delay falls into.
	 *
	 * @param slot the number of the slot
	 * @param length nanoseconds that slots of that kind take
	 */
	private record Due(long slot, long length) {

		static Due of(long nanos, long length) {
			return new Due(Math.floorDiv(nanos, length) + 1, length);
		}

		long nanos() {
			return this.slot * this.length;
		}

	}

	/**
	 * What is due at the same time, in a chain: nearly all of it is left before, one by
	 * one.
	 */
	private static final class Shared {

		private @Nullable Entry last;

		private boolean closed;

		synchronized boolean add(Entry entry) {
			if (this.closed) {
				return false;
			}
			entry.shared = this;
			entry.before = this.last;
			if (this.last != null) {
				this.last.after = entry;
			}
			this.last = entry;
			return true;
		}

		synchronized void remove(Entry entry) {
			if (entry.shared != this) {
				return;
			}
			if (entry.before != null) {
				entry.before.after = entry.after;
			}
			if (entry.after != null) {
				entry.after.before = entry.before;
			}
			else {
				this.last = entry.before;
			}
			entry.leave();
		}

		synchronized List<Entry> close() {
			this.closed = true;
			List<Entry> due = new ArrayList<>();
			Entry entry = this.last;
			this.last = null;
			while (entry != null) {
				Entry earlier = entry.before;
				entry.leave();
				due.add(entry);
				entry = earlier;
			}
			Collections.reverse(due);
			return due;
		}

	}

	/**
	 * One task that waits.
	 */
	private static final class Entry implements Disposable, Runnable {

		private final Runnable task;

		private volatile boolean disposed;

		private volatile @Nullable Shared shared;

		/** These two are of whoever holds the lock of what it is in. */
		private @Nullable Entry before;

		private @Nullable Entry after;

		Entry(Runnable task) {
			this.task = task;
		}

		@Override
		public void run() {
			if (!this.disposed) {
				this.task.run();
			}
		}

		void leave() {
			this.shared = null;
			this.before = null;
			this.after = null;
		}

		@Override
		public void dispose() {
			this.disposed = true;
			Shared together = this.shared;
			if (together != null) {
				together.remove(this);
			}
		}

		@Override
		public boolean isDisposed() {
			return this.disposed;
		}

	}

}
