package io.cascade.conformance;

import java.time.Duration;
import java.util.List;

import io.cascade.Attempt;
import io.cascade.Attempt.Outcome;
import io.cascade.CascadeChunk;
import io.cascade.CascadeException;
import io.cascade.CascadeResponse;
import io.cascade.FailureKind;
import io.cascade.IncompleteAnswerException;
import io.cascade.test.Fault;
import io.cascade.test.RecordedRequest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.test.StepVerifier;

import static io.cascade.conformance.Models.A;
import static io.cascade.conformance.Models.B;
import static io.cascade.conformance.Stack.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Upstreams that are silent, slow or stall: the limit holds, the socket is freed, and the
 * next one answers.
 */
class TimeLimitTests {

	private static final Duration LIMIT = Duration.ofMillis(150);

	/** Far more than the limit, far less than the servers would take. */
	private static final Duration SOON = Duration.ofSeconds(5);

	@RegisterExtension
	static final Stack stack = Stack.oneByOne()
		.and("cascade.connection.max-connections=2")
		.chain("first", A, B)
		.and("cascade.chains.first.first-token-timeout=" + LIMIT.toMillis() + "ms")
		.chain("idle", A, B)
		.and("cascade.chains.idle.idle-timeout=" + LIMIT.toMillis() + "ms")
		.chain("alone", A)
		.and("cascade.chains.alone.first-token-timeout=60ms");

	private static void assertGaveUpOnTheFirst(CascadeResponse response) {
		assertThat(response.text()).isEqualTo("Hello from " + B + ".");
		assertThat(response.attempts())
			.extracting(Attempt::target, Attempt::outcome, Attempt::kind, Attempt::timeToFirstToken)
			.startsWith(tuple(A, Outcome.FAILED, FailureKind.TIMEOUT, null))
			.hasSize(2);
		assertThat(response.attempts().get(0)).returns(true, Attempt::possiblyBilled);
		assertThat(response.attempts().get(0).elapsed()).isBetween(LIMIT, SOON);
		assertThat(stack.offered()).as("not tried again").containsExactly(List.of(A), List.of(B));
		assertClosed();
	}

	private static void assertClosed() {
		RecordedRequest given = stack.server().requests(A).get(0);
		assertThat(stack.server().awaitClosed(given, Stack.PATIENCE)).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("F01 F10 A silent upstream is given up at the limit and its socket freed")
	void givesUpOnASilentUpstream(Way way) {
		stack.server().model(A).fails(Fault.silent());
		assertGaveUpOnTheFirst(stack.answer(way, request("first")));
	}

	@ParameterizedTest
	@EnumSource(names = { "WHOLE", "STREAMED" })
	@DisplayName("F02 Headers alone are no first token")
	void givesUpOnHeadersWithoutAToken(Way way) {
		stack.server().model(A).fails(Fault.stallAfter(0));
		assertGaveUpOnTheFirst(stack.answer(way, request("first")));
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("F03 Comments and padding are no first token")
	void givesUpOnComments(Way way) {
		stack.server().model(A).fails(Fault.slowFirstToken(Duration.ofSeconds(20)));
		assertGaveUpOnTheFirst(stack.answer(way, request("first")));
	}

	@Test
	@DisplayName("F04 A whole answer that stalls is given up and rescued")
	void rescuesAStalledAnswer() {
		stack.server().model(A).answers("x ".repeat(30)).fails(Fault.stallAfter(20));
		CascadeResponse response = stack.answer(Way.WHOLE, request("idle"));
		assertThat(response.text()).isEqualTo("Hello from " + B + ".");
		Attempt stalled = response.attempts().get(0);
		assertThat(stalled).returns(Outcome.CUT, Attempt::outcome).returns(FailureKind.TIMEOUT, Attempt::kind);
		assertThat(stalled.timeToFirstToken()).isPositive().isLessThan(stalled.elapsed());
		assertThat(stalled.elapsed()).isBetween(LIMIT, SOON);
		assertThat(stack.offered()).containsExactly(List.of(A), List.of(B));
		assertClosed();
	}

	@Test
	@DisplayName("F04 A stream that stalls ends at the limit with what was received")
	void endsAStalledStream() {
		stack.server().model(A).answers("x ".repeat(30)).fails(Fault.stallAfter(20));
		StepVerifier.create(stack.cascade().stream(request("idle")))
			.expectNextCount(20)
			.expectErrorSatisfies((failure) -> assertThat(failure)
				.isInstanceOfSatisfying(IncompleteAnswerException.class, (broken) -> {
					assertThat(broken.kind()).isEqualTo(FailureKind.TIMEOUT);
					assertThat(broken.partialText()).isEqualTo("x ".repeat(20));
					assertThat(broken.attempts()).singleElement().returns(Outcome.CUT, Attempt::outcome);
				}))
			.verify(SOON);
		assertThat(stack.offered()).containsExactly(List.of(A));
		assertClosed();
		stack.server().reset();
		assertThat(stack.answer(Way.STREAMED, request("idle")).model()).as("alive after").isEqualTo(A);
	}

	@Test
	@DisplayName("F04 A slow but steady stream is not given up")
	void keepsASteadyStream() {
		stack.server().model(A).answers("x ".repeat(8)).fails(Fault.chunkDelay(Duration.ofMillis(40)));
		CascadeResponse response = stack.answer(Way.STREAMED, request("idle"));
		assertThat(response.text()).isEqualTo("x ".repeat(8));
		assertThat(response.attempts()).singleElement()
			.satisfies((attempt) -> assertThat(attempt.elapsed()).isGreaterThan(LIMIT));
	}

	@Test
	@DisplayName("F10 Connections that were given up do not fill the pool")
	void givesConnectionsBackToThePool() {
		stack.server().model(A).fails(Fault.silent());
		for (int call = 0; call < 12; call++) {
			CascadeException failure = stack.failure(List.of(Way.values()).get(call % 3), request("alone"));
			assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
		}
		assertThat(stack.server().requests()).hasSizeBetween(9, 12)
			.allSatisfy((seen) -> assertThat(stack.server().awaitClosed(seen, Stack.PATIENCE)).isTrue());
		stack.server().model(A).recovers();
		assertThat(stack.answer(Way.WHOLE, request("idle")).model()).isEqualTo(A);
	}

	@Test
	@DisplayName("G27 A slow reader does not look like a stalled model")
	void toleratesASlowReader() {
		stack.server().model(A).answers("x ".repeat(6));
		StepVerifier.create(stack.cascade().stream(request("idle")), 1)
			.expectNextCount(1)
			.thenAwait(LIMIT.multipliedBy(2))
			.thenRequest(2)
			.expectNextCount(2)
			.thenAwait(LIMIT.multipliedBy(2))
			.thenRequest(10)
			.expectNextCount(3)
			.expectNextMatches(CascadeChunk.End.class::isInstance)
			.expectComplete()
			.verify(SOON);
		assertThat(stack.server().requests()).hasSize(1);
	}

	@Test
	@DisplayName("G21 A stream that is too slow is given up inside the window")
	void givesUpOnASlowStream() {
		stack.server().model(A).answers("x ".repeat(200)).fails(Fault.chunkDelay(Duration.ofMillis(40)));
		CascadeResponse response = stack.answer(Way.WHOLE,
				request("idle").streaming((rules) -> rules.withMinThroughput(500)));
		assertThat(response.text()).isEqualTo("Hello from " + B + ".");
		assertThat(response.attempts().get(0)).returns(FailureKind.TIMEOUT, Attempt::kind)
			.satisfies((slow) -> assertThat(slow.reason()).isEqualTo("slower than 500 characters a second"))
			.satisfies((slow) -> assertThat(slow.elapsed()).isLessThan(SOON));
		assertClosed();
	}

	@Test
	@DisplayName("G21 A stream that is fast enough goes on, and a slow reader is no slow stream")
	void keepsAFastEnoughStream() {
		stack.server().model(A).answers("x ".repeat(20)).fails(Fault.chunkDelay(Duration.ofMillis(20)));
		CascadeResponse response = stack.answer(Way.STREAMED,
				request("idle").streaming((rules) -> rules.withMinThroughput(10)));
		assertThat(response.text()).isEqualTo("x ".repeat(20));
	}

}
