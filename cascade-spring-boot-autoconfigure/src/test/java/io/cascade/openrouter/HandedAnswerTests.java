package io.cascade.openrouter;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.cascade.CascadeChunk;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.mock.http.client.reactive.MockClientHttpRequest;
import org.springframework.mock.http.client.reactive.MockClientHttpResponse;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ExchangeStrategies;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HandedAnswer}, {@link HandedResponse} and {@link RequestBytes}: what
 * is let go when a response is here, and what becomes of those who leave just then.
 */
class HandedAnswerTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final CascadeChunk HI = new CascadeChunk.Text("Hi");

	private final TestPublisher<Flux<CascadeChunk>> response = TestPublisher
		.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE, TestPublisher.Violation.DEFER_CANCELLATION);

	private final TestPublisher<CascadeChunk> answer = TestPublisher.create();

	private final Flux<CascadeChunk> handed = HandedAnswer.of(Mono.fromDirect(this.response));

	@Test
	@DisplayName("An answer is asked for what was requested before it came")
	void asksForWhatWasRequested() {
		StepVerifier.create(this.handed, 2)
			.then(() -> this.response.next(this.answer.flux()).complete())
			.then(() -> this.answer.assertMinRequested(2).next(HI, HI).complete())
			.expectNext(HI, HI)
			.expectComplete()
			.verify(PATIENCE);
	}

	@Test
	@DisplayName("F13 who leaves before the response leaves the request")
	void leavesTheRequest() {
		this.handed.subscribe().dispose();
		this.response.assertCancelled();
	}

	@Test
	@DisplayName("F13 an answer that comes when whoever asked for it has left is left at once")
	void leavesALateAnswer() {
		this.handed.subscribe().dispose();
		this.response.next(this.answer.flux());
		this.answer.assertWasSubscribed();
		this.answer.assertCancelled();
	}

	@Test
	@DisplayName("Without a response there is its error, or nothing")
	void endsAsTheResponseDoes() {
		StepVerifier.create(HandedAnswer.of(Mono.error(new IllegalStateException("no response"))))
			.expectErrorMessage("no response")
			.verify(PATIENCE);
		StepVerifier.create(HandedAnswer.of(Mono.empty())).expectComplete().verify(PATIENCE);
	}

	@Test
	@DisplayName("P12 an open answer holds nothing of its request")
	void holdsNothingOfItsRequest() {
		Disposable subscriber = HandedAnswer.of(Mono.fromDirect(this.response).map((answer) -> answer)).subscribe();
		assertThat(Scannable.from(subscriber).parents()).hasSizeGreaterThan(1);
		this.response.next(this.answer.flux());
		assertThat(Scannable.from(subscriber).parents()).hasSize(1);
		subscriber.dispose();
		this.answer.assertCancelled();
	}

	@Test
	@DisplayName("F13 a response is handed over once, and who leaves is heard of then too")
	void hearsOfWhoLeaves() {
		AtomicInteger left = new AtomicInteger();
		TestPublisher<ClientHttpResponse> source = TestPublisher.create();
		Mono<ClientHttpResponse> first = HandedResponse.of(source.flux(), left::incrementAndGet);
		ClientHttpResponse response = new MockClientHttpResponse(HttpStatus.OK);
		StepVerifier.create(first)
			.then(() -> source.next(response))
			.expectNext(response)
			.expectComplete()
			.verify(PATIENCE);
		source.assertCancelled();
		assertThat(left).hasValue(0);
		first.subscribe().dispose();
		assertThat(left).hasValue(1);
		StepVerifier.create(HandedResponse.of(Flux.error(new IllegalStateException("none")), left::incrementAndGet))
			.expectErrorMessage("none")
			.verify(PATIENCE);
		StepVerifier.create(HandedResponse.of(Flux.empty(), left::incrementAndGet)).expectComplete().verify(PATIENCE);
	}

	@Test
	@DisplayName("P12 the bytes of a request are let go when its response has come, and never sent again")
	void letsBytesGo() {
		RequestBytes body = new RequestBytes("{}".getBytes(StandardCharsets.UTF_8), MediaType.APPLICATION_JSON);
		ClientRequest request = ClientRequest.create(HttpMethod.POST, URI.create("/chat/completions"))
			.body(body)
			.build();
		MockClientHttpRequest sent = new MockClientHttpRequest(HttpMethod.POST, "/chat/completions");
		request.writeTo(sent, ExchangeStrategies.withDefaults()).block(PATIENCE);
		assertThat(sent.getBodyAsString().block(PATIENCE)).isEqualTo("{}");
		body.letGo();
		assertThat(body).hasToString("2 bytes of JSON");
		StepVerifier.create(request.writeTo(new MockClientHttpRequest(HttpMethod.POST, "/chat/completions"),
				ExchangeStrategies.withDefaults()))
			.expectError(IllegalStateException.class)
			.verify(PATIENCE);
	}

}
