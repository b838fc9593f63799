package io.cascade.conformance;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * BlockHound watches all tests of this module: a blocking call on an event loop fails the
 * test that makes it.
 */
class BlockHoundTests {

	@Test
	@DisplayName("J10 Blocking calls on threads that must not block are found")
	void findsBlockingCalls() {
		StepVerifier.create(Mono.delay(Duration.ofMillis(1)).map((tick) -> block()))
			.expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(BlockingOperationError.class))
			.verify(Stack.PATIENCE);
	}

	private static boolean block() {
		try {
			return new CountDownLatch(1).await(1, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
