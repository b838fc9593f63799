package io.cascade.resilience;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import io.github.resilience4j.bulkhead.Bulkhead;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * The places of a bulkhead, with a queue that nobody blocks in. Thread-safe.
 */
final class Places {

	private final Bulkhead bulkhead;

	private final Scheduler scheduler;

	private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();

	Places(Bulkhead bulkhead, Scheduler scheduler) {
		this.bulkhead = bulkhead;
		this.scheduler = scheduler;
	}

	boolean take() {
		return this.bulkhead.tryAcquirePermission();
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
		this.bulkhead.onComplete();
		next();
	}

	Disposable after(Duration patience, Runnable action) {
		return this.scheduler.schedule(action, patience.toNanos(), TimeUnit.NANOSECONDS);
	}

	/** Whoever does not want the place any longer passes it on. */
	private void next() {
		while (!this.queue.isEmpty() && take()) {
			Waiting first = this.queue.poll();
			if (first != null && first.takes()) {
				return;
			}
			this.bulkhead.releasePermission();
		}
	}

	/**
	 * Somebody in the queue.
	 */
	interface Waiting {

		/** Takes the place, unless it has given up. */
		boolean takes();

	}

	/**
	 * There was no place in time.
	 */
	static final class FullException extends RuntimeException {

		FullException() {
			super("no place in time", null, false, false);
		}

	}

}
