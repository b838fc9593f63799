package io.cascade.conformance;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.cascade.Attempt;
import io.cascade.Attempt.Outcome;
import io.cascade.CascadeChunk;
import io.cascade.CascadeException;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.FailureKind;
import io.cascade.IncompleteAnswerException;
import io.cascade.StreamRules.OnMalformedEvent;
import io.cascade.test.Fault;
import io.cascade.test.RecordedRequest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import static io.cascade.conformance.Models.A;
import static io.cascade.conformance.Models.B;
import static io.cascade.conformance.Stack.request;
import static io.cascade.conformance.Stack.tried;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of streams that break, before the first content and after it.
 */
class StreamingTests {

	private static final String[] FIVE = { "one ", "two ", "three ", "four ", "five" };

	@RegisterExtension
	static final Stack stack = Stack.oneByOne()
		.chain("ab", A, B)
		.chain("short-grace", A, B)
		.and("cascade.chains.short-grace.completion-grace=200ms")
		.chain("strict", A, B)
		.and("cascade.chains.strict.on-malformed-event=fail");

	private static IncompleteAnswerException broken(CascadeRequest request) {
		CascadeException failure = stack.failure(Way.STREAMED, request);
		assertThat(failure).isInstanceOf(IncompleteAnswerException.class);
		return (IncompleteAnswerException) failure;
	}

	private static void answersInFive(Fault fault) {
		stack.server().model(A).answersInChunks(FIVE).fails(fault);
	}

	@Test
	@DisplayName("G01 An error status before the stream moves on")
	void movesOnBeforeTheStream() {
		stack.server().model(A).fails(Fault.status(503));
		stack.server().model(B).answersInChunks(FIVE);
		StepVerifier.create(stack.cascade().stream(request("ab")))
			.expectNextSequence(List.of(FIVE).stream().map(CascadeChunk.Text::new).toList())
			.assertNext((end) -> assertThat(end).isInstanceOfSatisfying(CascadeChunk.End.class,
					(last) -> assertThat(tried(last.attempts())).containsExactly(A, B)))
			.expectComplete()
			.verify(Stack.PATIENCE);
	}

	@Test
	@DisplayName("G02 An error as first event moves on, and the caller sees only the fallback's chunks")
	void movesOnAfterAnErrorAsFirstEvent() {
		stack.server().model(A).fails(Fault.streamErrorFirst(502, "upstream hung up"));
		stack.server().model(B).answersInChunks("fine");
		StepVerifier.create(stack.cascade().stream(request("ab")))
			.expectNext(new CascadeChunk.Text("fine"))
			.assertNext((end) -> assertThat(end).isInstanceOfSatisfying(CascadeChunk.End.class, (last) -> {
				assertThat(last.served().model()).isEqualTo(B);
				assertThat(last.attempts()).extracting(Attempt::target, Attempt::kind, Attempt::status)
					.containsExactly(tuple(A, FailureKind.UNAVAILABLE, 502), tuple(B, null, 200));
			}))
			.expectComplete()
			.verify(Stack.PATIENCE);
	}

	@Test
	@DisplayName("G04 After the first content the failure is surfaced with what was received")
	void surfacesTheFailureWithThePartialAnswer() {
		answersInFive(Fault.errorAfter(3, 529, "overloaded"));
		StepVerifier.create(stack.cascade().stream(request("ab")))
			.expectNext(new CascadeChunk.Text("one "), new CascadeChunk.Text("two "), new CascadeChunk.Text("three "))
			.expectErrorSatisfies((failure) -> assertThat(failure)
				.isInstanceOfSatisfying(IncompleteAnswerException.class, (broken) -> {
					assertThat(broken.partialText()).isEqualTo("one two three ");
					assertThat(broken.kind()).isEqualTo(FailureKind.UNAVAILABLE);
					assertThat(broken.status()).isEqualTo(529);
					assertThat(broken.getCause()).hasMessageContaining("overloaded");
					assertThat(broken.attempts()).extracting(Attempt::target, Attempt::outcome)
						.containsExactly(tuple(A, Outcome.CUT));
				}))
			.verify(Stack.PATIENCE);
		assertThat(stack.offered()).containsExactly(List.of(A));
	}

	@Test
	@DisplayName("G04 Usage that came before the failure is kept")
	void keepsUsageThatCameBeforeTheFailure() {
		stack.server()
			.model(A)
			.answersWithRawEvents(
					"""
							{"id":"gen-7","model":"%s","choices":[{"delta":{"content":"Half"},"finish_reason":null}]}"""
						.formatted(A),
					"""
							{"id":"gen-7","model":"%s","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":4,\
							"cost":0.0125},"error":{"code":502,"message":"hung up"}}""".formatted(A));
		IncompleteAnswerException broken = broken(request("ab"));
		assertThat(broken.partialText()).isEqualTo("Half");
		assertThat(broken.usage()).isNotNull();
		assertThat(broken.usage().completionTokens()).isEqualTo(4);
		assertThat(broken.attempts().get(0).cost().amount()).isEqualByComparingTo("0.0125");
		assertThat(broken.partial().finishReason()).isNull();
	}

	@Test
	@DisplayName("G25 Attempts that failed before the one that broke are listed first")
	void listsEarlierFailuresFirst() {
		stack.server().model(A).fails(Fault.status(503));
		stack.server().model(B).answersInChunks(FIVE).fails(Fault.hangUpAfter(2));
		IncompleteAnswerException broken = broken(request("ab"));
		assertThat(tried(broken.attempts())).containsExactly(A, B);
		assertThat(broken.attempts().get(broken.attempts().size() - 1)).returns(Outcome.CUT, Attempt::outcome)
			.returns(FailureKind.INCOMPLETE, Attempt::kind);
		assertThat(broken.partial().model()).isEqualTo(B);
	}

	@Test
	@DisplayName("G06 Half a tool call is never handed out with the partial answer")
	void dropsHalfAToolCall() {
		stack.server().model(A).answersWithToolCall("call_1", "pay", "{\"amount\":100}").fails(Fault.hangUpAfter(2));
		IncompleteAnswerException broken = broken(request("ab"));
		assertThat(broken.partial().toolCalls()).isEmpty();
		assertThat(stack.offered()).containsExactly(List.of(A));
	}

	@Test
	@DisplayName("G07 G19 A stream that is cut is no success")
	void takesACutStreamAsIncomplete() {
		for (Fault fault : List.of(Fault.hangUpAfter(3), Fault.resetAfter(3))) {
			stack.server().reset();
			answersInFive(fault);
			IncompleteAnswerException broken = broken(request("ab"));
			assertThat(broken.kind()).isEqualTo(FailureKind.INCOMPLETE);
			assertThat(broken.partialText()).isEqualTo("one two three ");
			assertThat(stack.offered()).containsExactly(List.of(A));
		}
	}

	@Test
	@DisplayName("G08 A stream that ends without finish reason and [DONE] is incomplete")
	void takesAnEarlyEndAsIncomplete() {
		answersInFive(Fault.cutAfter(4));
		IncompleteAnswerException broken = broken(request("ab"));
		assertThat(broken.kind()).isEqualTo(FailureKind.INCOMPLETE);
		assertThat(broken.partialText()).isEqualTo("one two three four ");
	}

	@ParameterizedTest
	@EnumSource(names = { "WHOLE", "STREAMED" })
	@DisplayName("G09 A missing [DONE] after the finish reason is complete")
	void completesWithoutDone(Way way) {
		answersInFive(Fault.withoutDone());
		CascadeResponse response = stack.answer(way, request("ab"));
		assertThat(response.text()).isEqualTo("one two three four five");
		assertThat(response.finishReason()).isEqualTo("stop");
		assertThat(response.usage()).isNotNull();
	}

	@ParameterizedTest
	@EnumSource(names = { "WHOLE", "STREAMED" })
	@DisplayName("G09 A stream that is not closed after the finish reason completes after the grace")
	void completesAfterTheGrace(Way way) {
		String chunk = """
				{"id":"gen-1","model":"%s","choices":[{"delta":{"content":"%s"},"finish_reason":%s}]%s}""";
		stack.server()
			.model(A)
			.answersWithRawEvents(chunk.formatted(A, "All of it", "null", ""), chunk.formatted(A, "", "\"stop\"", ""),
					chunk.formatted(A, "", "null", ",\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}"), "{}")
			.fails(Fault.stallAfter(3));
		CascadeResponse response = stack.answer(way, request("short-grace"));
		assertThat(response.text()).isEqualTo("All of it");
		assertThat(response.usage()).isNotNull();
		assertThat(response.usage().completionTokens()).isEqualTo(4);
		assertThat(response.attempts()).singleElement().returns(Outcome.ANSWERED, Attempt::outcome);
		assertThat(stack.server().awaitClosed(stack.server().lastRequest(), Stack.PATIENCE)).isTrue();
	}

	@Test
	@DisplayName("G10 M01 A malformed event in the middle of text is a hole, and counted")
	void findsAHoleIncomplete() {
		answersInFive(Fault.malformedChunkAt(2));
		CascadeResponse response = stack.answer(Way.WHOLE, request("ab"));
		assertThat(response.model()).isEqualTo(B);
		assertThat(response.attempts().get(0)).returns(1, Attempt::malformedEvents)
			.returns(FailureKind.INCOMPLETE, Attempt::kind);
		stack.server().reset();
		answersInFive(Fault.malformedChunkAt(2));
		assertThat(broken(request("ab")).partialText()).isEqualTo("one two ");
	}

	@ParameterizedTest
	@EnumSource(names = { "WHOLE", "STREAMED" })
	@DisplayName("G10 A malformed event that can hold no content is skipped and counted")
	void skipsMalformedEvents(Way way) {
		String chunk = "{\"choices\":[{\"delta\":{\"content\":\"%s\"},\"finish_reason\":%s}]}";
		stack.server()
			.model(A)
			.answersWithRawEvents(chunk.formatted("All ", "null"), "nonsense", chunk.formatted("of it", "\"stop\""));
		CascadeResponse response = stack.answer(way, request("ab"));
		assertThat(response.text()).isEqualTo("All of it");
		assertThat(response.attempts()).singleElement().returns(1, Attempt::malformedEvents);
	}

	@Test
	@DisplayName("G10 A malformed event fails where that is wanted")
	void failsOnMalformedEvents() {
		answersInFive(Fault.malformedChunkAt(2));
		IncompleteAnswerException broken = broken(request("strict"));
		assertThat(broken.kind()).isEqualTo(FailureKind.MALFORMED);
		assertThat(broken.partialText()).isEqualTo("one two ");
		assertThat(stack.server().awaitClosed(stack.server().lastRequest(), Stack.PATIENCE)
				|| stack.server().lastRequest().outcome() == RecordedRequest.Outcome.ANSWERED)
			.isTrue();
		answersInFive(Fault.malformedChunkAt(2));
		CascadeRequest strict = request("ab").streaming((rules) -> rules.withOnMalformedEvent(OnMalformedEvent.FAIL));
		CascadeResponse whole = stack.answer(Way.WHOLE, strict);
		assertThat(whole.model()).isEqualTo(B);
		assertThat(whole.attempts().get(0)).returns(FailureKind.MALFORMED, Attempt::kind)
			.returns(1, Attempt::malformedEvents);
		stack.server().reset();
		assertThat(stack.answer(Way.STREAMED, strict).model()).as("alive").isEqualTo(A);
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("G12 An empty stream moves on")
	void movesOnAfterAnEmptyStream(Way way) {
		stack.server().model(A).fails(Fault.emptyStream());
		CascadeResponse response = stack.answer(way, request("ab"));
		assertThat(response.model()).isEqualTo(B);
		assertThat(response.attempts().get(0)).returns(A, Attempt::target)
			.returns(FailureKind.EMPTY_ANSWER, Attempt::kind);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 4 })
	@DisplayName("G14 A whole answer is rescued by a restart elsewhere")
	void rescuesAWholeAnswer(int chunks) {
		answersInFive(Fault.hangUpAfter(chunks));
		CascadeResponse response = stack.answer(Way.WHOLE, request("ab"));
		assertThat(response.text()).isEqualTo("Hello from " + B + ".");
		assertThat(response.model()).isEqualTo(B);
		assertThat(response.attempts()).extracting(Attempt::target, Attempt::outcome, Attempt::kind)
			.containsExactly(tuple(A, (chunks > 0) ? Outcome.CUT : Outcome.FAILED, FailureKind.INCOMPLETE),
					tuple(B, Outcome.ANSWERED, null));
		assertThat(response.attempts().get(0).possiblyBilled()).isEqualTo(chunks > 0);
	}

	@Test
	@DisplayName("G14 A buffered answer is rescued as well")
	void rescuesABufferedAnswer() {
		answersInFive(Fault.hangUpAfter(2));
		CascadeResponse response = stack.answer(Way.BUFFERED, request("ab"));
		assertThat(response.text()).isEqualTo("Hello from " + B + ".");
		assertThat(response.attempts().get(0).kind()).isEqualTo(FailureKind.INCOMPLETE);
	}

	@Test
	@DisplayName("G18 An error event in mid-stream is a failure with its code")
	void takesAnErrorEventAsFailure() {
		answersInFive(Fault.errorAfter(2, 502, "upstream hung up"));
		IncompleteAnswerException broken = broken(request("ab"));
		assertThat(broken.kind()).isEqualTo(FailureKind.UNAVAILABLE);
		assertThat(broken.status()).isEqualTo(502);
		assertThat(broken.partialText()).isEqualTo("one two ");
		assertThat(broken.attempts().get(0).reason()).isEqualTo("upstream hung up");
		assertThat(stack.answer(Way.WHOLE, request("ab")).model()).isEqualTo(B);
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("G23 Usage that was not told is null, never 0")
	void leavesUnknownUsageOpen(Way way) {
		stack.server().model(A).withoutUsage();
		CascadeResponse response = stack.answer(way, request("ab"));
		assertThat(response.usage()).isNull();
		assertThat(response.cost().amount()).isNull();
		stack.server().reset();
		stack.server().model(A).tokens(12, 3).withoutCost();
		CascadeResponse counted = stack.answer(way, request("ab"));
		assertThat(counted.usage()).isNotNull();
		assertThat(counted.usage().completionTokens()).isEqualTo(3);
		assertThat(counted.usage().cacheWriteTokens()).isNull();
		assertThat(counted.cost().amount()).isNull();
	}

	@Test
	@DisplayName("G22 A slow reader slows the socket")
	void slowsTheSocketForASlowReader() {
		AtomicInteger written = new AtomicInteger();
		String event = "data: {\"choices\":[{\"delta\":{\"content\":\"%s\"}}]}\n\n".formatted("x".repeat(1000));
		try (RawUpstream upstream = RawUpstream.start((request,
				response) -> response.header("Content-Type", "text/event-stream").sendString(Flux.generate((sink) -> {
					written.incrementAndGet();
					sink.next(event);
				}))); Client client = Client.of(upstream, "cascade.max-answer-size=1GB")) {
			StepVerifier.create(client.cascade().stream(CascadeRequest.of("Why?")), 0)
				.thenRequest(1)
				.expectNextCount(1)
				.thenRequest(2)
				.expectNextCount(2)
				.then(() -> standsStill(written))
				.then(() -> assertThat(written.get()).isBetween(3, 20_000))
				.thenCancel()
				.verify(Stack.PATIENCE);
			await().atMost(Stack.PATIENCE).until(() -> upstream.openConnections() == 0);
		}
	}

	private static void standsStill(AtomicInteger counter) {
		AtomicInteger before = new AtomicInteger(-1);
		await().atMost(Stack.PATIENCE)
			.pollInterval(Duration.ofMillis(150))
			.until(() -> before.getAndSet(counter.get()) == counter.get());
	}

	@Test
	@DisplayName("J01 Cancelling closes the connection, and nobody else is asked")
	void closesTheConnectionOnCancel() {
		stack.server().model(A).fails(Fault.endlessDrip(Duration.ofMillis(5)));
		StepVerifier.create(stack.cascade().stream(request("ab")))
			.expectNextCount(3)
			.thenCancel()
			.verify(Stack.PATIENCE);
		assertThat(stack.server().awaitClosed(stack.server().lastRequest(), Stack.PATIENCE)).isTrue();
		assertThat(stack.offered()).containsExactly(List.of(A));
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("J01 Cancelling before the first token closes the connection")
	void closesTheConnectionOnAnEarlyCancel(Way way) {
		stack.server().model(A).fails(Fault.silent());
		Disposable call = way.ask(stack.cascade(), request("ab")).subscribe();
		await().atMost(Stack.PATIENCE).until(() -> !stack.server().requests().isEmpty());
		call.dispose();
		assertThat(stack.server().awaitClosed(stack.server().lastRequest(), Stack.PATIENCE)).isTrue();
		assertThat(stack.offered()).containsExactly(List.of(A));
	}

}
