package io.cascade.langchain4j;

import java.util.Objects;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Waits for an answer on the thread of whoever asks, as LangChain4j wants it.
 */
final class Waiting {

	private Waiting() {
	}

	/** What is bound to the thread goes with the call. */
	static <T> T on(Mono<T> answer, String method, String instead) {
		if (Schedulers.isInNonBlockingThread()) {
			throw new IllegalStateException(
					"%s() waits for the answer, and '%s' is an event loop, which serves others and must not wait: call it on another thread, or use %s"
						.formatted(method, Thread.currentThread().getName(), instead));
		}
		try {
			return Objects.requireNonNull(answer.contextCapture().block());
		}
		catch (RuntimeException ex) {
			throw Failures.of(ex);
		}
	}

}
