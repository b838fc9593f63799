package io.cascade.springai;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Waiting, as half of Spring AI's interfaces are made for it.
 */
final class Blocking {

	private Blocking() {
	}

	/** A sentence for who runs into it, before anything is sent. */
	static void check(String method, String instead) {
		if (Schedulers.isInNonBlockingThread()) {
			throw new IllegalStateException("%s waits for its answer, and the thread '%s' must not wait: %s".formatted(
					method, Thread.currentThread().getName(),
					"use '%s', or call it on Schedulers.boundedElastic()".formatted(instead)));
		}
	}

	/** The deadline of the call ends the wait. */
	static <T> T wait(Mono<T> answer) {
		T given = answer.contextCapture().block();
		if (given == null) {
			throw new IllegalStateException("The call ended without an answer");
		}
		return given;
	}

}
