package io.cascade.conformance;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.cascade.CascadeChunk;
import io.cascade.CascadeException;
import io.cascade.CascadeOperations;
import io.cascade.FailureKind;
import io.cascade.IncompleteAnswerException;
import io.cascade.test.Fault;
import io.cascade.test.ScriptedOpenRouter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.cascade.conformance.Models.A;
import static io.cascade.conformance.Stack.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of calls when the application stops.
 */
class ShutdownTests {

	private final ScriptedOpenRouter server = ScriptedOpenRouter.start();

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void endsOpenStreamsWithinThePhaseAndRefusesNewCalls() throws InterruptedException {
		this.server.model(A).answers("x ".repeat(500)).fails(Fault.stallAfter(3));
		Client client = Client.of(this.server.baseUrl(), "spring.lifecycle.timeout-per-shutdown-phase=1s");
		CascadeOperations cascade = client.cascade();
		CountDownLatch begun = new CountDownLatch(3);
		AtomicReference<Throwable> failure = new AtomicReference<>();
		cascade.stream(request("only")).subscribe((chunk) -> begun.countDown(), failure::set);
		assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
		long start = System.nanoTime();
		client.close();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(500),
				Duration.ofSeconds(5));
		await().atMost(Stack.PATIENCE).until(() -> failure.get() != null);
		assertThat(failure.get()).isInstanceOfSatisfying(IncompleteAnswerException.class, (broken) -> {
			assertThat(broken.kind()).isEqualTo(FailureKind.SHUTDOWN);
			assertThat(broken.partialText()).isEqualTo("x x x ");
		});
		assertThat(this.server.awaitClosed(this.server.requests().get(0), Stack.PATIENCE)).isTrue();
		assertThat(cascade.stream(request("only")).materialize().blockFirst(Stack.PATIENCE))
			.satisfies((signal) -> assertThat(signal.getThrowable()).isInstanceOfSatisfying(CascadeException.class,
					(refused) -> assertThat(refused.kind()).isEqualTo(FailureKind.SHUTDOWN)));
		assertThat(this.server.requests()).hasSize(1);
	}

	@Test
	void letsCallsUnderWayFinish() throws InterruptedException {
		this.server.model(A).answers("x ".repeat(10)).fails(Fault.chunkDelay(Duration.ofMillis(50)));
		Client client = Client.of(this.server.baseUrl());
		CountDownLatch begun = new CountDownLatch(1);
		AtomicReference<CascadeChunk> last = new AtomicReference<>();
		client.cascade().stream(request("only")).subscribe((chunk) -> {
			begun.countDown();
			last.set(chunk);
		});
		assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
		client.close();
		assertThat(last.get()).isInstanceOf(CascadeChunk.End.class);
	}

	/**
	 * The other application disposes of the event loops that all share, with every
	 * connection that waits on them: none is handed out again.
	 */
	@Test
	void survivesAnotherApplicationThatCloses() {
		try (Client client = Client.of(this.server.baseUrl())) {
			for (int round = 0; round < 20; round++) {
				assertThat(client.cascade().exchange(request("only")).block(Stack.PATIENCE)).isNotNull();
				Client.of(this.server.baseUrl()).close();
				assertThat(client.cascade().exchange(request("only")).block(Stack.PATIENCE)).isNotNull();
			}
		}
		assertThat(this.server.requests()).hasSize(40);
	}

}
