package io.cascade.conformance;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.cascade.Attempt;
import io.cascade.CascadeException;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.FailureKind;
import io.cascade.test.Fault;
import io.cascade.test.RecordedRequest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;
import reactor.test.StepVerifier;

import static io.cascade.conformance.Models.A;
import static io.cascade.conformance.Models.B;
import static io.cascade.conformance.Models.LOCAL;
import static io.cascade.conformance.Stack.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/**
 * Connections: used again when an answer was complete, refused when there are too many,
 * closed when an answer is too large.
 */
class ConnectionTests {

	private static final String ANSWER = """
			data: {"id":"gen-1","model":"%s","choices":[{"delta":{"content":"Hi"},"finish_reason":null}]}

			data: {"id":"gen-1","model":"%s","choices":[{"delta":{},"finish_reason":"stop"}]}

			data: [DONE]

			""".formatted(A, A);

	@RegisterExtension
	static final Stack stack = Stack.oneByOne()
		.and("cascade.connection.max-connections=1", "cascade.connection.acquire-timeout=150ms",
				"cascade.max-answer-size=20KB", "cascade.max-event-size=5KB")
		.chain("with-other", A, B, LOCAL)
		.chain("ab", A, B);

	private static Mono<Void> stream(HttpServerResponse response, Flux<String> body) {
		return response.header("Content-Type", "text/event-stream").sendString(body).then();
	}

	@ParameterizedTest
	@EnumSource(names = { "WHOLE", "STREAMED" })
	@DisplayName("A connection is used again after a complete stream")
	void usesAConnectionAgain(Way way) {
		try (RawUpstream upstream = RawUpstream.start((request, response) -> stream(response, Flux.just(ANSWER)));
				Client client = Client.of(upstream)) {
			for (int call = 0; call < 30; call++) {
				CascadeResponse response = way.ask(client.cascade(), CascadeRequest.of("Why?")).block(Stack.PATIENCE);
				assertThat(response).isNotNull().returns("Hi", CascadeResponse::text);
			}
			assertThat(upstream.acceptedConnections()).isLessThan(6);
		}
	}

	@Test
	@DisplayName("What follows [DONE] is read, so that the connection can be used again")
	void readsWhatFollowsDone() {
		Flux<String> late = Mono.just(": late\n\n").delayElement(Duration.ofMillis(50)).repeat(2);
		try (RawUpstream upstream = RawUpstream
			.start((request, response) -> stream(response, Flux.just(ANSWER).concatWith(late)));
				Client client = Client.of(upstream, "cascade.connection.max-connections=1",
						"cascade.connection.acquire-timeout=5s")) {
			for (int call = 0; call < 4; call++) {
				StepVerifier.create(client.cascade().stream(CascadeRequest.of("Why?")))
					.expectNextCount(2)
					.expectComplete()
					.verify(Stack.PATIENCE);
			}
			assertThat(upstream.acceptedConnections()).isEqualTo(1);
		}
	}

	@Test
	@DisplayName("A stream that goes on after [DONE] is closed after the grace")
	void closesAStreamThatDoesNotEnd() {
		try (RawUpstream upstream = RawUpstream
			.start((request, response) -> stream(response, Flux.just(ANSWER).concatWith(Flux.never())));
				Client client = Client.of(upstream, "cascade.chains.only.completion-grace=200ms")) {
			StepVerifier.create(client.cascade().stream(CascadeRequest.of("Why?")))
				.expectNextCount(2)
				.expectComplete()
				.verify(Stack.PATIENCE);
			await().atMost(Stack.PATIENCE).until(() -> upstream.openConnections() == 0);
		}
	}

	@Test
	@DisplayName("A connection that the server closed meanwhile is not used again")
	void survivesAConnectionClosedMeanwhile() {
		try (RawUpstream upstream = RawUpstream.start((request, response) -> {
			response.withConnection(
					(connection) -> connection.onTerminate().subscribe(null, null, () -> connection.dispose()));
			return stream(response, Flux.just(ANSWER));
		}); Client client = Client.of(upstream)) {
			for (int call = 0; call < 5; call++) {
				client.cascade().ask("Why?").block(Stack.PATIENCE);
				await().atMost(Stack.PATIENCE).until(() -> upstream.openConnections() == 0);
			}
			assertThat(upstream.acceptedConnections()).isEqualTo(5);
		}
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("A full pool is saturated, and another upstream answers")
	void movesToAnotherUpstreamWhenThePoolIsFull(Way way) {
		Disposable holder = holdTheOnlyConnection();
		try {
			CascadeResponse response = stack.answer(way, request("with-other"));
			assertThat(response.attempts()).extracting(Attempt::target, Attempt::kind, Attempt::status)
				.containsExactly(tuple(A, FailureKind.SATURATED, null), tuple(LOCAL, null, 200));
			CascadeException failure = stack.failure(way, request("ab"));
			assertThat(failure.kind()).isEqualTo(FailureKind.SATURATED);
			assertThat(failure.attempts()).extracting(Attempt::target).containsExactly(A);
			assertThat(stack.server().requests()).as("only the one that holds the connection").hasSize(1);
		}
		finally {
			release(holder);
		}
	}

	private static Disposable holdTheOnlyConnection() {
		stack.server().model(A).fails(Fault.silent());
		Disposable holder = stack.cascade().stream(request("ab")).subscribe();
		await().atMost(Stack.PATIENCE).until(() -> stack.server().requests().size() == 1);
		return holder;
	}

	private static void release(Disposable holder) {
		holder.dispose();
		assertThat(stack.server().awaitClosed(stack.server().requests().get(0), Stack.PATIENCE)).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("An answer that is too large is cut off, and nobody else is asked")
	void cutsOffAnAnswerThatIsTooLarge(Way way) {
		stack.server().model(A).answersInChunks("x".repeat(1000)).fails(Fault.endlessAnswer());
		CascadeException failure = stack.failure(way, request("ab"));
		assertThat(failure.kind()).isEqualTo(FailureKind.TOO_LARGE);
		assertThat(failure).hasMessageContaining("20480").hasMessageContaining("max-answer-size");
		assertClosedAndNobodyElseAsked();
	}

	@ParameterizedTest
	@EnumSource(names = { "WHOLE", "STREAMED" })
	@DisplayName("An event that is too large is cut off, and nobody else is asked")
	void cutsOffAnEventThatIsTooLarge(Way way) {
		stack.server().model(A).fails(Fault.hugeEvent(10_000).and(Fault.stallAfter(3)));
		CascadeException failure = stack.failure(way, request("ab"));
		assertThat(failure.kind()).isEqualTo(FailureKind.TOO_LARGE);
		assertThat(failure).hasMessageContaining("5120").hasMessageContaining("max-event-size");
		assertClosedAndNobodyElseAsked();
	}

	private static void assertClosedAndNobodyElseAsked() {
		assertThat(stack.offered()).containsExactly(List.of(A));
		RecordedRequest request = stack.server().lastRequest();
		assertThat(stack.server().awaitClosed(request, Stack.PATIENCE)).isTrue();
	}

	@Test
	@DisplayName("Answers below the limits pass")
	void letsPassWhatIsBelowTheLimits() {
		stack.server().model(A).answersInChunks("x".repeat(4000), "y".repeat(4000), "z".repeat(4000));
		assertThat(stack.answer(Way.WHOLE, request("ab")).text()).hasSize(12_000);
	}

	@Test
	@DisplayName("A redirect is not followed with the key")
	void doesNotFollowRedirects() {
		try (RawUpstream elsewhere = RawUpstream.start((request, response) -> stream(response, Flux.just(ANSWER)));
				RawUpstream upstream = RawUpstream.start((request, response) -> response.status(307)
					.header("Location", elsewhere.baseUrl() + "/chat/completions")
					.send());
				Client client = Client.of(upstream)) {
			StepVerifier.create(client.cascade().ask("Why?"))
				.expectError(CascadeException.class)
				.verify(Stack.PATIENCE);
			assertThat(elsewhere.acceptedConnections()).isZero();
		}
	}

	@Test
	@DisplayName("An upstream that breaks off the connection again and again is asked once a call")
	void sendsNothingBehindTheJournalsBack() {
		AtomicInteger requests = new AtomicInteger();
		try (RawUpstream upstream = RawUpstream.start((request, response) -> {
			if (requests.incrementAndGet() == 1) {
				return stream(response, Flux.just(ANSWER));
			}
			response.withConnection((connection) -> connection.dispose());
			return Mono.never();
		}); Client client = Client.of(upstream)) {
			client.cascade().ask("Why?").block(Stack.PATIENCE);
			StepVerifier.create(client.cascade().ask("Why?"))
				.expectErrorSatisfies((failure) -> assertThat(failure).isInstanceOfSatisfying(CascadeException.class,
						(broken) -> assertThat(broken.attempts()).hasSize(requests.get() - 1)
							.allSatisfy((attempt) -> assertThat(attempt.kind()).isEqualTo(FailureKind.RESET))))
				.verify(Stack.PATIENCE);
			assertThat(requests).hasValue(2);
		}
	}

}
