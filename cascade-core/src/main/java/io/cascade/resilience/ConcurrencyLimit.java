package io.cascade.resilience;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import io.cascade.exchange.Callbacks;
import io.github.resilience4j.bulkhead.Bulkhead;
import reactor.core.scheduler.Scheduler;

/**
 * The places of a bulkhead, with a queue that nobody blocks in. Thread-safe.
 * <p>
 * Who waited is begun by the scheduler: neither by whoever gave the place back, which
 * would be a recursion as deep as the queue where hops fail at once, nor on an event
 * loop.
 */
final class ConcurrencyLimit {

	private final Callbacks callbacks = Callbacks.of(Bulkhead.class);

	private final Bulkhead bulkhead;

	private final Scheduler scheduler;

	private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();

	private final AtomicInteger handing = new AtomicInteger();

	/** Counted before the bulkhead counts them, and after it has them back. */
	private final AtomicInteger taken = new AtomicInteger();

	ConcurrencyLimit(Bulkhead bulkhead, Scheduler scheduler) {
		this.bulkhead = bulkhead;
		this.scheduler = scheduler;
	}

	/**
	 * The bulkhead calls its listeners before it answers; what it was about to say when
	 * one of them failed is known by our own count.
	 */
	boolean take() {
		int most = this.bulkhead.getBulkheadConfig().getMaxConcurrentCalls();
		boolean free = this.taken.getAndIncrement() < most;
		boolean permitted = this.callbacks.get(this.bulkhead.getName(), this.bulkhead::tryAcquirePermission,
				(ex) -> free);
		if (!permitted) {
			this.taken.decrementAndGet();
		}
		return permitted;
	}

	/** Queues up; a place may have come free in between. */
	void await(Waiting waiting) {
		this.queue.add(waiting);
		next();
	}

	void leave(Waiting waiting) {
		this.queue.remove(waiting);
	}

	void release() {
		this.callbacks.run(this.bulkhead.getName(), this.bulkhead::onComplete);
		this.taken.decrementAndGet();
		next();
	}

	private void next() {
		int missed = (this.handing.getAndIncrement() == 0) ? 1 : 0;
		while (missed != 0) {
			handOut();
			missed = this.handing.addAndGet(-missed);
		}
	}

	/** Whoever does not want the place any longer passes it on. */
	private void handOut() {
		while (!this.queue.isEmpty() && take()) {
			Waiting first = this.queue.poll();
			if (first != null && first.takes()) {
				begin(first);
			}
			else {
				this.bulkhead.releasePermission();
				this.taken.decrementAndGet();
			}
		}
	}

	private void begin(Waiting waiting) {
		try {
			this.scheduler.schedule(waiting::begins);
		}
		catch (RejectedExecutionException ex) {
			waiting.begins();
		}
	}

	/**
	 * Somebody in the queue.
	 */
	interface Waiting {

		/** Takes the place, unless it has given up. */
		boolean takes();

		/** Makes use of the place. */
		void begins();

	}

}
