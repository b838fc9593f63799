package io.cascade.conformance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;

import io.cascade.Attempt;
import io.cascade.Attempt.Outcome;
import io.cascade.CascadeException;
import io.cascade.CascadeExhaustedException;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.FailureKind;
import io.cascade.test.Fault;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static io.cascade.conformance.Models.A;
import static io.cascade.conformance.Models.B;
import static io.cascade.conformance.Models.C;
import static io.cascade.conformance.Models.LOCAL;
import static io.cascade.conformance.Models.MIRROR;
import static io.cascade.conformance.Stack.request;
import static io.cascade.conformance.Stack.tried;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * What each failure means: who is asked next, and what the caller is told.
 */
class ErrorClassificationTests {

	@RegisterExtension
	static final Stack stack = Stack.oneByOne()
		.and("cascade.upstreams.down.base-url=http://127.0.0.1:%d/v1".formatted(closedPort()))
		.chain("ab", A, B)
		.chain("abc", A, B, C)
		.chain("alone", A)
		.chain("other-key", A, B, MIRROR)
		.chain("other-account", A, B, LOCAL)
		.chain("down-first", "down/one", "down/two", A)
		.chain("down-only", "down/one", "down/two")
		.chain("opted-in", A, B)
		.and("cascade.chains.opted-in.fallback-on=400,422")
		.chain("no-length", A, B)
		.and("cascade.chains.no-length.finish-reasons-as-failure=length");

	private static int closedPort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("A01 500 once is made good with one more call")
	void makesGoodWhatFailedOnce(Way way) {
		stack.server().model(A).fails(Fault.status(500).times(1));
		CascadeResponse response = stack.answer(way, request("ab"));
		assertThat(response.attempts().get(0)).returns(A, Attempt::target)
			.returns(FailureKind.SERVER_ERROR, Attempt::kind)
			.returns(500, Attempt::status);
		assertThat(response.attempts().get(1).outcome()).isEqualTo(Outcome.ANSWERED);
		assertThat(response.text()).isEqualTo("Hello from " + response.model() + ".");
		assertThat(stack.server().requests()).hasSameSizeAs(response.attempts()).hasSize(2);
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("A02 503 that persists fails over")
	void failsOverWhenUnavailable(Way way) {
		stack.server().model(A).fails(Fault.status(503));
		CascadeResponse response = stack.answer(way, request("ab"));
		assertThat(response.model()).isEqualTo(B);
		assertThat(tried(response.attempts())).containsExactly(A, B);
		assertThat(response.attempts().get(0).kind()).isEqualTo(FailureKind.UNAVAILABLE);
		assertThat(stack.server().callsTo(A)).isBetween(1, 2);
		assertThat(stack.server().callsTo(B)).isEqualTo(1);
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("A03 A reset before the headers is told, and the answer delivered")
	void survivesResetBeforeHeaders(Way way) {
		stack.server().model(A).fails(Fault.resetBeforeHeaders().times(1));
		CascadeResponse response = stack.answer(way, request("ab"));
		assertThat(response.attempts().get(0)).returns(A, Attempt::target).returns(FailureKind.RESET, Attempt::kind);
		assertThat(response.text()).startsWith("Hello");
		assertThat(stack.server().requests()).as("no request is sent behind the journal's back")
			.hasSameSizeAs(response.attempts())
			.hasSize(2);
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("A04 A refused connection moves to another upstream at once")
	void leavesAnUpstreamThatRefusesConnections(Way way) {
		CascadeResponse response = stack.answer(way, request("down-first"));
		assertThat(response.model()).isEqualTo(A);
		assertThat(response.attempts()).extracting(Attempt::target, Attempt::kind, Attempt::status)
			.containsExactly(tuple("down/one", FailureKind.CONNECTION, null), tuple(A, null, 200));
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("A04 A refused connection is surfaced when there is no other upstream")
	void surfacesRefusedConnections(Way way) {
		CascadeException failure = stack.failure(way, request("down-only"));
		assertThat(failure.kind()).isEqualTo(FailureKind.CONNECTION);
		assertThat(failure.status()).isNull();
		assertThat(failure.attempts()).extracting(Attempt::target).containsExactly("down/one");
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("A05 The caller's fault stops the chain")
	void stopsAtTheCallersFault(Way way) {
		stack.server().model(A).fails(Fault.status(400).message("'messages.0.role' is not one of the roles"));
		CascadeExhaustedException failure = stack.exhausted(way, request("abc"));
		assertThat(failure).hasMessageContaining("is not one of the roles");
		assertThat(failure.kind()).isEqualTo(FailureKind.INVALID_REQUEST);
		assertThat(failure.status()).isEqualTo(400);
		assertThat(stack.offered()).containsExactly(List.of(A));
	}

	@ParameterizedTest
	@CsvSource({ "400, WHOLE", "400, STREAMED", "422, WHOLE", "422, BUFFERED" })
	@DisplayName("A06 The caller's fault moves on where that is wanted")
	void movesOnWhenOptedIn(int status, Way way) {
		stack.server().model(A).fails(Fault.status(status).forWholeRequest());
		CascadeResponse response = stack.answer(way, request("opted-in"));
		assertThat(response.model()).isEqualTo(B);
		assertThat(stack.offered()).containsExactly(List.of(A), List.of(B));
	}

	@Test
	@DisplayName("A06 What is wanted may be said with the request")
	void movesOnWhenTheRequestSaysSo() {
		stack.server().model(A).fails(Fault.status(422).forWholeRequest());
		CascadeRequest request = request("ab").fallback((rules) -> rules.withFallbackOn("invalid-request"));
		assertThat(stack.answer(Way.WHOLE, request).model()).isEqualTo(B);
		assertThat(stack.failure(Way.WHOLE, request("ab")).status()).isEqualTo(422);
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("A07 401 does not walk on with the same key")
	void stopsAtARefusedKey(Way way) {
		stack.server().failsEveryRequest(Fault.status(401));
		CascadeExhaustedException failure = stack.exhausted(way, request("abc"));
		assertThat(failure.kind()).isEqualTo(FailureKind.CREDENTIALS);
		assertThat(failure.status()).isEqualTo(401);
		assertThat(failure).hasMessageContaining("credentials").hasMessageContaining("User not found");
		assertThat(stack.offered()).containsExactly(List.of(A));
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("A08 401 goes on with another key")
	void goesOnWithAnotherKey(Way way) {
		stack.server().failsEveryRequest(Fault.status(401));
		CascadeResponse response = stack.answer(way, request("other-key"));
		assertThat(response.text()).isEqualTo("Hello from openai/gpt-4.1.");
		assertThat(tried(response.attempts())).containsExactly(A, MIRROR);
		assertThat(stack.offered()).containsExactly(List.of(A));
		assertThat(stack.other().requests()).singleElement()
			.satisfies((seen) -> assertThat(seen.header("Authorization")).isEqualTo("Bearer " + Stack.MIRROR_KEY));
	}

	@ParameterizedTest
	@CsvSource({ "402, WHOLE", "402, STREAMED", "402, BUFFERED", "403, WHOLE", "403, STREAMED" })
	@DisplayName("A09 A lack of credit is no model's fault")
	void goesOnWithAnotherAccountWhenThereIsNoCredit(int status, Way way) {
		stack.server().failsEveryRequest(Fault.status(status));
		CascadeResponse response = stack.answer(way, request("other-account"));
		assertThat(response.attempts()).extracting(Attempt::target, Attempt::kind, Attempt::status)
			.containsExactly(tuple(A, FailureKind.QUOTA, status), tuple(LOCAL, null, 200));
		assertThat(stack.offered()).containsExactly(List.of(A));
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("A09 A lack of credit is surfaced as quota")
	void surfacesTheLackOfCredit(Way way) {
		stack.server().failsEveryRequest(Fault.status(402));
		CascadeException failure = stack.failure(way, request("abc"));
		assertThat(failure.kind()).isEqualTo(FailureKind.QUOTA);
		assertThat(failure).hasMessageContaining("quota").hasMessageContaining("Insufficient credits");
		assertThat(stack.server().requests()).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("A12 404 without endpoints moves on without a second try")
	void movesOnWithoutEndpoints(Way way) {
		stack.server().model(A).fails(Fault.status(404).message("No endpoints found that support tool use."));
		CascadeResponse response = stack.answer(way, request("ab"));
		assertThat(response.attempts()).extracting(Attempt::target, Attempt::kind, Attempt::status)
			.containsExactly(tuple(A, FailureKind.NO_ENDPOINT, 404), tuple(B, null, 200));
		assertThat(stack.offered()).containsExactly(List.of(A), List.of(B));
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("A13 404 of all models stays a 404")
	void surfaces404WhenNoModelIsFound(Way way) {
		Fault gone = Fault.status(404).message("The model has been retired");
		List.of(A, B, C).forEach((model) -> stack.server().model(model).fails(gone));
		CascadeExhaustedException failure = stack.exhausted(way, request("abc"));
		assertThat(failure.status()).isEqualTo(404);
		assertThat(failure.kind()).isEqualTo(FailureKind.MODEL_NOT_FOUND);
		assertThat(failure.attempts()).extracting(Attempt::target).containsExactly(A, B, C);
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("A15 A page of a proxy is classified by its status")
	void movesOnAfterAnErrorThatIsNoJson(Way way) {
		stack.server()
			.model(A)
			.fails(Fault.status(502).rawBody("text/html", "<html><body><h1>502 Bad Gateway</h1></body></html>"));
		CascadeResponse response = stack.answer(way, request("ab"));
		assertThat(response.model()).isEqualTo(B);
		assertThat(response.attempts().get(0)).returns(FailureKind.UNAVAILABLE, Attempt::kind)
			.returns(502, Attempt::status);
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("A16 An error inside a 200 counts as what it says")
	void readsTheErrorInsideASuccess(Way way) {
		stack.server().model(A).fails(Fault.errorIn200(502, "upstream hung up"));
		CascadeResponse response = stack.answer(way, request("ab"));
		assertThat(response.model()).isEqualTo(B);
		assertThat(response.attempts().get(0)).returns(A, Attempt::target)
			.returns(FailureKind.UNAVAILABLE, Attempt::kind)
			.returns(502, Attempt::status)
			.returns("upstream hung up", Attempt::reason);
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("A17 A 200 without choices is an empty answer")
	void takesAnAnswerWithoutChoicesAsEmpty(Way way) {
		stack.server().model(A).fails(Fault.emptyChoices());
		CascadeResponse response = stack.answer(way, request("ab"));
		assertThat(response.model()).isEqualTo(B);
		assertThat(response.attempts().get(0).kind()).isEqualTo(FailureKind.EMPTY_ANSWER);
		assertThat(tried(response.attempts())).containsExactly(A, B);
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("A18 A blank answer is empty")
	void takesABlankAnswerAsEmpty(Way way) {
		stack.server().model(A).fails(Fault.blankAnswer());
		CascadeResponse response = stack.answer(way, request("ab"));
		assertThat(response.model()).isEqualTo(B);
		assertThat(response.text()).isEqualTo("Hello from " + B + ".");
		assertThat(response.attempts().get(0).kind()).isEqualTo(FailureKind.EMPTY_ANSWER);
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("A18 A pure tool call is not empty")
	void takesAPureToolCallAsAnAnswer(Way way) {
		stack.server().model(A).answersWithToolCall("call_1", "weather", "{\"city\":\"Bern\"}");
		CascadeResponse response = stack.answer(way, request("ab"));
		assertThat(response.model()).isEqualTo(A);
		assertThat(response.text()).isEmpty();
		assertThat(response.toolCalls()).singleElement().satisfies((call) -> {
			assertThat(call.name()).isEqualTo("weather");
			assertThat(call.arguments()).isEqualTo("{\"city\":\"Bern\"}");
		});
		assertThat(stack.server().requests()).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("A18 A refusal is not empty")
	void takesARefusalAsAnAnswer(Way way) {
		stack.server().model(A).refuses("I would rather not.");
		CascadeResponse response = stack.answer(way, request("ab"));
		assertThat(response.message().refusal()).isEqualTo("I would rather not.");
		assertThat(stack.server().requests()).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource(names = { "WHOLE", "BUFFERED" })
	@DisplayName("A19 Finish reason error is a failure with the code inside")
	void takesTheErrorOfAChoiceAsFailure(Way way) {
		stack.server().model(A).fails(Fault.choiceError(503, "no capacity"));
		CascadeResponse response = stack.answer(way, request("ab"));
		assertThat(response.model()).isEqualTo(B);
		assertThat(response.text()).isEqualTo("Hello from " + B + ".");
		assertThat(response.attempts().get(0)).returns(FailureKind.UNAVAILABLE, Attempt::kind)
			.returns(503, Attempt::status);
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("A19 Finish reason error without an error is a failure too")
	void takesTheFinishReasonErrorAsFailure(Way way) {
		stack.server().model(A).answersInChunks().finishReason("error");
		CascadeResponse response = stack.answer(way, request("ab"));
		assertThat(response.model()).isEqualTo(B);
		assertThat(response.attempts().get(0).kind()).isEqualTo(FailureKind.EMPTY_ANSWER);
	}

	@ParameterizedTest
	@EnumSource(names = { "WHOLE", "BUFFERED" })
	@DisplayName("A20 A finish reason that the chain does not accept moves on")
	void movesOnForAnUnwantedFinishReason(Way way) {
		stack.server().model(A).answers("It broke off").finishReason("length");
		CascadeResponse response = stack.answer(way, request("no-length"));
		assertThat(response.model()).isEqualTo(B);
		assertThat(response.text()).isEqualTo("Hello from " + B + ".");
		assertThat(response.attempts()).extracting(Attempt::outcome, Attempt::kind)
			.containsExactly(tuple(Outcome.REJECTED, FailureKind.REJECTED), tuple(Outcome.ANSWERED, null));
		assertThat(response.attempts().get(0).usage()).isNotNull();
		assertThat(stack.answer(way, request("alone")).finishReason()).isEqualTo("length");
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("A20 An answer without a finish reason is tolerated")
	void toleratesAnAnswerWithoutAFinishReason(Way way) {
		stack.server().model(A).fails(Fault.withoutFinishReason());
		CascadeResponse response = stack.answer(way, request("no-length"));
		assertThat(response.model()).isEqualTo(A);
		assertThat(response.finishReason()).isNull();
		assertThat(stack.server().requests()).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("A26 The last failure is the cause, earlier ones are suppressed")
	void surfacesTheSameErrorEachTime(Way way) {
		stack.server().model(A).fails(Fault.status(503));
		stack.server().model(B).fails(Fault.status(429).message("slow down"));
		CascadeExhaustedException failure = stack.exhausted(way, request("ab"));
		assertThat(failure.status()).isEqualTo(429);
		assertThat(failure.kind()).isEqualTo(FailureKind.RATE_LIMIT);
		assertThat(failure.getCause()).isInstanceOfSatisfying(CascadeException.class,
				(cause) -> assertThat(cause.kind()).isEqualTo(FailureKind.RATE_LIMIT));
		assertThat(failure.getSuppressed()).isNotEmpty()
			.allSatisfy((earlier) -> assertThat(((CascadeException) earlier).status()).isEqualTo(503))
			.doesNotContain(failure.getCause());
		assertThat(tried(failure.attempts())).containsExactly(A, B);
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("A14 Moderation is the request's fault, not the key's")
	void takesModerationAsContentPolicy(Way way) {
		stack.server()
			.model(A)
			.fails(Fault.status(403)
				.message("Your chosen model requires moderation")
				.metadata(Map.of("reasons", List.of("violence"), "flagged_input", "why do…")));
		CascadeException failure = stack.failure(way, request("abc"));
		assertThat(failure.kind()).isEqualTo(FailureKind.CONTENT_POLICY);
		assertThat(failure.status()).isEqualTo(403);
		assertThat(failure).hasMessageContaining("violence").hasMessageNotContaining("why do");
		assertThat(stack.server().requests()).hasSize(1);
	}

}
