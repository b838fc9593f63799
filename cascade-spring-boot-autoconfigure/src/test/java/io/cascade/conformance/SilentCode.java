package io.cascade.conformance;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import reactor.core.publisher.Mono;

/**
 * Code of an application that says nothing, or blocks.
 */
final class SilentCode {

	volatile Wait wait = Wait.GATE;

	volatile CountDownLatch reached = new CountDownLatch(1);

	private volatile CountDownLatch released = new CountDownLatch(1);

	final AtomicInteger silent = new AtomicInteger();

	void clear() {
		this.reached = new CountDownLatch(1);
		this.released = new CountDownLatch(1);
		this.silent.set(0);
	}

	<T> Mono<T> silence() {
		return Mono.<T>never().doOnSubscribe((subscription) -> {
			this.silent.incrementAndGet();
			this.reached.countDown();
		}).doOnCancel(this.silent::decrementAndGet);
	}

	/** It may be on an event loop, where BlockHound lets nobody wait. */
	void block(Wait here) {
		if (this.wait == here) {
			this.reached.countDown();
			while (this.released.getCount() != 0 && !Thread.currentThread().isInterrupted()) {
				Thread.onSpinWait();
			}
		}
	}

	Mono<Void> whenReleased() {
		return Mono.create((sink) -> {
			this.reached.countDown();
			Thread waiting = new Thread(() -> {
				block(this.wait);
				sink.success();
			});
			waiting.setDaemon(true);
			waiting.start();
		});
	}

	void release() {
		this.released.countDown();
	}

}
