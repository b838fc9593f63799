package io.cascade.conformance;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.cascade.Attempt;
import io.cascade.Attempt.Outcome;
import io.cascade.CascadeException;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.Cost;
import io.cascade.FailureKind;
import io.cascade.test.Fault;
import io.cascade.test.RecordedRequest;
import io.cascade.test.UsageShape;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static io.cascade.conformance.Models.A;
import static io.cascade.conformance.Models.B;
import static io.cascade.conformance.Models.C;
import static io.cascade.conformance.Models.D;
import static io.cascade.conformance.Models.E;
import static io.cascade.conformance.Models.KEYLESS;
import static io.cascade.conformance.Models.LOCAL;
import static io.cascade.conformance.Models.MIRROR;
import static io.cascade.conformance.Stack.request;
import static io.cascade.conformance.Stack.tried;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Requests that carry several models, and what OpenRouter tells of them.
 */
class HopTests {

	private static final String FREE = E + ":free";

	private static final Fault GONE = Fault.status(404).message("The model has been retired");

	@RegisterExtension
	static final Stack stack = Stack.with("cascade.app-name=Conformance", "cascade.app-url=https://example.org/app")
		.chain("abc", A, B, C)
		.chain("four", A, B, C, D)
		.chain("seven", A, B, C, D, E, "openai/gpt-4.1", "openai/gpt-5-mini")
		.chain("quick", A, B, C)
		.and("cascade.chains.quick.first-token-timeout=250ms", "cascade.chains.quick.idle-timeout=250ms")
		.chain("unknown", A, "nobody/unknown", C)
		.chain("unknown-first", "nobody/one", "nobody/two", C)
		.chain("three-upstreams", A, LOCAL, MIRROR, KEYLESS, B)
		.chain("limited", A)
		.and("cascade.chains.limited.options.max-tokens=300");

	@ParameterizedTest
	@EnumSource
	@DisplayName("C19 A hop that failed as a whole is not walked again")
	void goesOnAfterTheWholeHop(Way way) {
		List.of(A, B, C).forEach((model) -> stack.server().model(model).fails(Fault.status(502).times(1)));
		CascadeResponse response = stack.answer(way, request("four"));
		assertThat(tried(response.attempts())).containsExactly(A, B, C, D);
		assertThat(stack.offered()).startsWith(List.of(A, B, C)).endsWith(List.of(D)).hasSize(2);
		assertThat(response.attempts()).extracting(Attempt::hop, Attempt::target, Attempt::outcome, Attempt::status)
			.containsExactly(tuple(0, A, Outcome.FAILED, 502), tuple(0, B, Outcome.FAILED, 502),
					tuple(0, C, Outcome.FAILED, 502), tuple(1, D, Outcome.ANSWERED, 200));
		assertThat(response.fallbacks()).isEqualTo(3);
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("C20 A fallback inside OpenRouter is recorded and priced at the model that answered")
	void recordsFallbacksInsideOpenRouter(Way way) {
		stack.server().model(A).fails(Fault.status(503));
		stack.server().model(B).tokens(1000, 100);
		CascadeResponse response = stack.answer(way, request("abc"));
		assertThat(stack.offered()).containsExactly(List.of(A, B, C));
		assertThat(response.model()).isEqualTo(B);
		assertThat(response.fallbacks()).isEqualTo(1);
		assertThat(response.attempts())
			.extracting(Attempt::hop, Attempt::target, Attempt::provider, Attempt::outcome, Attempt::kind,
					Attempt::status, Attempt::inferred)
			.containsExactly(tuple(0, A, "Google", Outcome.FAILED, FailureKind.UNAVAILABLE, 503, false),
					tuple(0, B, "OpenAI", Outcome.ANSWERED, null, 200, false));
		assertThat(response.cost().source()).isEqualTo(Cost.Source.REPORTED);
		assertThat(response.cost().amount()).isEqualByComparingTo("0.00056");
		assertThat(response.attempts().get(0).cost()).isEqualTo(Cost.UNKNOWN);
	}

	static Stream<Arguments> deathsWithoutAnAnswer() {
		return Stream.of(Arguments.of("stalls", Fault.stallAfter(2), FailureKind.TIMEOUT),
				Arguments.of("is silent", Fault.silent(), FailureKind.TIMEOUT),
				Arguments.of("is cut", Fault.hangUpAfter(2), FailureKind.INCOMPLETE),
				Arguments.of("is reset", Fault.resetAfter(2), FailureKind.INCOMPLETE),
				Arguments.of("ends early", Fault.cutAfter(2), FailureKind.INCOMPLETE),
				Arguments.of("is empty", Fault.blankAnswer(), FailureKind.EMPTY_ANSWER),
				Arguments.of("has no choices", Fault.emptyChoices(), FailureKind.EMPTY_ANSWER));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("deathsWithoutAnAnswer")
	@DisplayName("C21 A hop that dies without an answer leaves its untried models in play")
	void offersTheUntriedModelsNext(String death, Fault fault, FailureKind kind) {
		stack.server().model(A).answersInChunks("one ", "two ", "three ", "four").fails(fault.times(1));
		CascadeResponse response = stack.answer(Way.WHOLE, request("quick"));
		assertThat(stack.offered()).containsExactly(List.of(A, B, C), List.of(B, C));
		assertThat(response.text()).isEqualTo("Hello from " + B + ".");
		assertThat(response.attempts()).extracting(Attempt::hop, Attempt::target, Attempt::kind)
			.containsExactly(tuple(0, A, kind), tuple(1, B, null));
	}

	@Test
	@DisplayName("C21 An answer that is not accepted leaves the untried models in play")
	void offersTheUntriedModelsAfterARejectedAnswer() {
		stack.server().model(A).finishReason("length");
		CascadeRequest request = request("quick")
			.fallback((rules) -> rules.withFinishReasonsAsFailure(List.of("length")));
		assertThat(stack.answer(Way.WHOLE, request).model()).isEqualTo(B);
		assertThat(stack.offered()).containsExactly(List.of(A, B, C), List.of(B, C));
	}

	@Test
	@DisplayName("C21 What failed inside the hop before the death counts as tried")
	void leavesOutWhatFailedBeforeTheDeath() {
		stack.server().model(A).fails(Fault.status(503));
		stack.server().model(B).answersInChunks("one ", "two ", "three").fails(Fault.hangUpAfter(2));
		CascadeResponse response = stack.answer(Way.WHOLE, request("quick"));
		assertThat(stack.offered()).containsExactly(List.of(A, B, C), List.of(C));
		assertThat(response.model()).isEqualTo(C);
		assertThat(tried(response.attempts())).containsExactly(A, B, C);
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("L13 No request carries more than three models")
	void carriesAtMostThreeModels(Way way) {
		List.of(A, B, C, D, E).forEach((model) -> stack.server().model(model).fails(Fault.status(503)));
		CascadeResponse response = stack.answer(way, request("seven"));
		assertThat(stack.offered()).containsExactly(List.of(A, B, C), List.of(D, E, "openai/gpt-4.1"));
		assertThat(response.model()).isEqualTo("openai/gpt-4.1");
		assertThat(response.fallbacks()).isEqualTo(5);
	}

	@Test
	@DisplayName("L13 A request for many models is cut up as well")
	void cutsUpTheModelsOfARequest() {
		List.of(A, B, C, D, E).forEach((model) -> stack.server().model(model).fails(Fault.status(503)));
		CascadeException failure = stack.failure(Way.WHOLE, request("abc").models(A, B, C, D, E));
		assertThat(stack.offered()).containsExactly(List.of(A, B, C), List.of(D, E));
		assertThat(tried(failure.attempts())).containsExactly(A, B, C, D, E);
	}

	@Test
	@DisplayName("C05 max-fallbacks limits the models inside a request too")
	void offersNoMoreModelsThanMaxFallbacksAllows() {
		stack.server().model(A).fails(GONE);
		stack.server().model(B).fails(GONE);
		stack.failure(Way.WHOLE, request("abc").fallback((rules) -> rules.withMaxFallbacks(1)));
		assertThat(stack.offered()).containsExactly(List.of(A, B));
		stack.answer(Way.WHOLE, CascadeRequest.of("Why?").chain("abc").startWith(C).noFallback());
		assertThat(stack.server().lastRequest().models()).containsExactly(C);
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("L14 One unknown slug does not spoil the hop")
	void sendsTheHopOnceMoreWithoutTheUnknownModel(Way way) {
		CascadeResponse response = stack.answer(way, request("unknown"));
		assertThat(stack.offered()).containsExactly(List.of(A, "nobody/unknown", C), List.of(A, C));
		assertThat(response.model()).isEqualTo(A);
		assertThat(response.attempts()).extracting(Attempt::target, Attempt::kind, Attempt::status)
			.containsExactly(tuple("nobody/unknown", FailureKind.INVALID_MODEL_ID, 400), tuple(A, null, 200));
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("L14 Several unknown slugs fall away one by one")
	void dropsUnknownModelsOneByOne(Way way) {
		CascadeResponse response = stack.answer(way, request("unknown-first"));
		assertThat(stack.offered()).containsExactly(List.of("nobody/one", "nobody/two", C), List.of("nobody/two", C),
				List.of(C));
		assertThat(response.model()).isEqualTo(C);
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("L17 A target at another upstream ends the hop, and each upstream gets its own key")
	void keepsKeysWithTheirUpstreams(Way way) {
		stack.server().model(A).fails(GONE);
		stack.other().model("llama3.1:8b").fails(GONE);
		stack.other().model("openai/gpt-4.1").fails(GONE);
		CascadeResponse response = stack.answer(way, request("three-upstreams"));
		assertThat(response.model()).isEqualTo(B);
		assertThat(tried(response.attempts())).containsExactly(A, LOCAL, MIRROR, KEYLESS, B);
		assertThat(stack.offered()).containsExactly(List.of(A), List.of(B));
		assertThat(stack.offeredElsewhere()).containsExactly(List.of("llama3.1:8b"), List.of("openai/gpt-4.1"),
				List.of("llama3.1:8b"));
		assertThat(stack.server().requests()).extracting((seen) -> seen.header("Authorization"))
			.containsOnly("Bearer " + Stack.KEY);
		assertThat(stack.other().requests()).extracting((seen) -> seen.header("Authorization"))
			.containsExactly("Bearer " + Stack.LOCAL_KEY, "Bearer " + Stack.MIRROR_KEY, null);
		assertThat(stack.other().requests()).extracting(RecordedRequest::path)
			.containsExactly("/v1/chat/completions", "/api/v1/chat/completions", "/v1/chat/completions");
		assertThat(stack.other().requests())
			.noneSatisfy((seen) -> assertThat(seen.headers() + seen.text()).contains(Stack.KEY));
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("L17 Attribution and metadata headers are for OpenRouter only")
	void sendsAttributionToOpenRouterOnly(Way way) {
		stack.server().model(A).fails(GONE);
		stack.other().model("llama3.1:8b").fails(GONE);
		stack.answer(way, request("three-upstreams"));
		RecordedRequest openRouter = stack.server().lastRequest();
		RecordedRequest plain = stack.other().requests().get(0);
		RecordedRequest mirror = stack.other().requests().get(1);
		Map<String, String> attribution = Map.of("HTTP-Referer", "https://example.org/app", "X-OpenRouter-Title",
				"Conformance", "X-OpenRouter-Metadata", "enabled");
		attribution.forEach((name, value) -> {
			assertThat(openRouter.header(name)).isEqualTo(value);
			assertThat(mirror.header(name)).isEqualTo(value);
			assertThat(plain.header(name)).isNull();
		});
		assertThat(openRouter.header("Content-Type")).startsWith("application/json");
		assertThat(openRouter.header("Accept"))
			.isEqualTo((way == Way.BUFFERED) ? "application/json" : "text/event-stream");
		assertThat(openRouter.stream()).isEqualTo(way != Way.BUFFERED);
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("L15 The free variant that answers by its plain name is no fallback to the paid one")
	void distinguishesTheFreeVariantFromThePaidOne(Way way) {
		stack.server().model(FREE).answersAs(E);
		CascadeResponse response = stack.answer(way, request("abc").models(FREE, E));
		assertThat(response.model()).isEqualTo(FREE);
		assertThat(response.fallbacks()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("K01 The trail reports model, provider, kind, status and times, in order")
	void keepsATrail(Way way) {
		stack.server().model(A).fails(Fault.status(429).message("slow down"));
		stack.server().model(B).fails(Fault.status(503));
		stack.server().model(C).fails(Fault.status(502));
		CascadeResponse response = stack.answer(way, request("four"));
		assertThat(response.attempts())
			.extracting(Attempt::hop, Attempt::target, Attempt::upstream, Attempt::provider, Attempt::kind,
					Attempt::status)
			.containsExactly(tuple(0, A, "openrouter", "Google", FailureKind.RATE_LIMIT, 429),
					tuple(0, B, "openrouter", "OpenAI", FailureKind.UNAVAILABLE, 503),
					tuple(0, C, "openrouter", "Anthropic", FailureKind.UNAVAILABLE, 502),
					tuple(1, D, "openrouter", "DeepSeek", null, 200));
		assertThat(response.attempts().subList(0, 2)).allSatisfy((inside) -> {
			assertThat(inside.elapsed()).as("nothing is invented").isNull();
			assertThat(inside.timeToFirstToken()).isNull();
			assertThat(inside.usage()).isNull();
		});
		assertThat(response.attempts().get(2).elapsed()).isPositive();
		Attempt answered = response.attempts().get(3);
		assertThat(answered.elapsed()).isPositive();
		assertThat(answered.timeToFirstToken()).isPositive().isLessThanOrEqualTo(answered.elapsed());
		assertThat(answered.usage()).isEqualTo(response.usage()).isNotNull();
		assertThat(answered.cost()).isEqualTo(response.cost());
		assertThat(answered.generationId()).isEqualTo(response.generationId()).startsWith("gen-");
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("K01 The trail is told on failure too")
	void keepsATrailOnFailure(Way way) {
		stack.server().model(A).fails(Fault.status(429));
		stack.server().model(B).fails(Fault.status(503));
		stack.server().model(C).fails(Fault.status(502).message("hung up"));
		CascadeException failure = stack.failure(way, request("abc"));
		assertThat(failure.attempts()).extracting(Attempt::target, Attempt::kind, Attempt::status)
			.containsExactly(tuple(A, FailureKind.RATE_LIMIT, 429), tuple(B, FailureKind.UNAVAILABLE, 503),
					tuple(C, FailureKind.UNAVAILABLE, 502));
		assertThat(failure.attempts().get(2).reason()).isEqualTo("hung up");
	}

	@ParameterizedTest
	@CsvSource({ "0, WHOLE", "1, STREAMED", "3, WHOLE", "3, BUFFERED" })
	@DisplayName("K02 Attempts and fallbacks are counted exactly")
	void countsAttemptsAndFallbacks(int failing, Way way) {
		List.of(A, B, C, D)
			.subList(0, failing)
			.forEach((model) -> stack.server().model(model).fails(Fault.status(529)));
		CascadeResponse response = stack.answer(way, request("four"));
		assertThat(response.fallbacks()).isEqualTo(failing);
		assertThat(response.attempts()).hasSize(failing + 1);
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("L02 Providers that failed inside one success are told")
	void reportsProvidersThatFailedInsideASuccess(Way way) {
		stack.server().model(C).providerFails("Amazon Bedrock", 429).provider("Google");
		CascadeResponse response = stack.answer(way, request("abc").startWith(C).noFallback());
		assertThat(response.attempts())
			.extracting(Attempt::target, Attempt::provider, Attempt::outcome, Attempt::status, Attempt::inferred)
			.containsExactly(tuple(C, "Amazon Bedrock", Outcome.FAILED, 429, false),
					tuple(C, "Google", Outcome.ANSWERED, 200, false));
		assertThat(response.provider()).isEqualTo("Google");
		assertThat(response.fallbacks()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("L02 Providers that failed are told with an error too")
	void reportsProvidersThatFailedWithAnError(Way way) {
		stack.server().model(A).providerFails("Google AI Studio", 429).provider("Vertex").fails(Fault.status(502));
		CascadeException failure = stack.failure(way, request("abc").noFallback());
		assertThat(failure.attempts()).extracting(Attempt::provider, Attempt::status)
			.containsExactly(tuple("Google AI Studio", 429), tuple("Vertex", 502));
	}

	@ParameterizedTest
	@EnumSource(names = { "WHOLE", "STREAMED" })
	@DisplayName("L09 Comment lines are tolerated anywhere, in any framing")
	void toleratesCommentsAnywhere(Way way) {
		String[] words = "Comments come before, between and after the words of this long answer .".split("(?<= )");
		stack.server()
			.model(A)
			.answersInChunks(words)
			.fails(Fault.trickle().and(Fault.crlf()).and(Fault.slowFirstToken(Duration.ofMillis(150))));
		CascadeResponse response = stack.answer(way, request("abc"));
		assertThat(response.text()).isEqualTo(String.join("", words));
		assertThat(response.attempts()).singleElement().returns(0, Attempt::malformedEvents);
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("L12 The generation id is kept on success")
	void keepsTheGenerationId(Way way) {
		CascadeResponse response = stack.answer(way, request("abc"));
		assertThat(response.generationId()).startsWith("gen-");
		assertThat(response.attempts().get(0).generationId()).isEqualTo(response.generationId());
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("L12 The generation id is kept on failure")
	void keepsTheGenerationIdOnFailure(Way way) {
		stack.server().model(A).fails(Fault.status(502).header("X-Generation-Id", "gen-of-the-error"));
		CascadeException failure = stack.failure(way, request("abc").noFallback());
		assertThat(failure.attempts()).extracting(Attempt::generationId).containsExactly("gen-of-the-error");
		stack.server().model(A).fails(Fault.hangUpAfter(0));
		CascadeException cut = stack.failure(way, request("abc").noFallback());
		assertThat(cut.attempts()).singleElement()
			.satisfies((attempt) -> assertThat(attempt.generationId()).startsWith("gen-"));
	}

	@Test
	@DisplayName("L16 White space before a JSON body is no fault")
	void readsAPaddedBody() {
		stack.server().model(A).padding(176);
		CascadeResponse response = stack.answer(Way.BUFFERED, request("abc"));
		assertThat(response.text()).isEqualTo("Hello from " + A + ".");
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("L16 A body of white space is an empty answer")
	void takesABlankBodyAsEmpty(Way way) {
		stack.server().model(A).fails(Fault.status(200).rawBody("application/json", "\n   \n\t  "));
		CascadeException failure = stack.failure(way, request("abc").noFallback());
		assertThat(failure.kind()).isEqualTo(FailureKind.EMPTY_ANSWER);
	}

	@ParameterizedTest
	@EnumSource(UsageShape.class)
	@DisplayName("L19 Usage is taken once from any shape, and the finish reason not repeated")
	void takesUsageFromAnyShape(UsageShape shape) {
		stack.server().model(A).usageShape(shape).tokens(1000, 200);
		for (Way way : List.of(Way.WHOLE, Way.STREAMED)) {
			CascadeResponse response = stack.answer(way, request("abc"));
			assertThat(response.finishReason()).isEqualTo("stop");
			assertThat(response.usage()).isNotNull();
			assertThat(response.usage().promptTokens()).isEqualTo(1000);
			assertThat(response.usage().completionTokens()).isEqualTo(200);
			assertThat(response.usage().totalTokens()).isEqualTo(1200);
			assertThat(response.cost().amount()).isEqualByComparingTo("0.0008");
		}
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("L20 max_tokens is always sent")
	void alwaysSendsMaxTokens(Way way) {
		stack.server().model(A).fails(GONE);
		stack.answer(way, request("three-upstreams"));
		assertThat(stack.server().lastRequest().body().get("max_tokens")).isEqualTo(4096);
		assertThat(stack.other().lastRequest().body().get("max_tokens")).isEqualTo(4096);
		stack.server().model(A).recovers();
		stack.answer(way, request("limited"));
		assertThat(stack.server().lastRequest().body().get("max_tokens")).isEqualTo(300);
		stack.answer(way, request("limited").maxTokens(20));
		assertThat(stack.server().lastRequest().body().get("max_tokens")).isEqualTo(20);
	}

}
