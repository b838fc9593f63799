package io.cascade.conformance;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import io.cascade.Attempt;
import io.cascade.Attempt.Outcome;
import io.cascade.CascadeChunk;
import io.cascade.CascadeException;
import io.cascade.CascadeExhaustedException;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.ContentPart;
import io.cascade.FailureKind;
import io.cascade.FallbackInterceptor;
import io.cascade.IncompleteAnswerException;
import io.cascade.Message;
import io.cascade.Options;
import io.cascade.ProviderPreferences;
import io.cascade.Reasoning;
import io.cascade.test.Fault;
import io.cascade.test.RecordedRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import static io.cascade.conformance.Models.A;
import static io.cascade.conformance.Models.B;
import static io.cascade.conformance.Models.C;
import static io.cascade.conformance.Models.D;
import static io.cascade.conformance.Models.E;
import static io.cascade.conformance.Models.LOCAL;
import static io.cascade.conformance.Models.MIRROR;
import static io.cascade.conformance.Stack.request;
import static io.cascade.conformance.Stack.tried;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

/**
 * The walk along a chain, one model a request.
 */
class ChainTests {

	/** Moves on without a second try of the same model. */
	private static final Fault GONE = Fault.status(404).message("The model has been retired");

	private static final AtomicBoolean vetoed = new AtomicBoolean();

	@RegisterExtension
	static final Stack stack = Stack.oneByOne()
		.and("cascade.default-chain=usual")
		.chain("usual", E)
		.chain("abc", A, B, C)
		.chain("five", A, B, C, D, E)
		.and("cascade.chains.five.max-fallbacks=2")
		.chain("cheap", A, B)
		.and("cascade.chains.cheap.escalate-to=dear")
		.chain("dear", B, C, A)
		.chain("own", A)
		.and("cascade.chains.own.options.max-tokens=50", "cascade.chains.own.models[1].id=" + B,
				"cascade.chains.own.models[1].options.max-tokens=77",
				"cascade.chains.own.models[1].options.temperature=0.1",
				"cascade.chains.own.models[1].system=Answer in one word.")
		.chain("dialects", A, LOCAL, MIRROR)
		.and("cascade.chains.dialects.max-requests=20")
		.bean(FallbackInterceptor.class, () -> (call, failure) -> !vetoed.get());

	@BeforeEach
	void permitFallbacks() {
		vetoed.set(false);
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("C01 Walks in the declared order")
	void walksInTheDeclaredOrder(Way way) {
		stack.server().model(A).fails(GONE);
		stack.server().model(B).fails(GONE);
		CascadeResponse response = stack.answer(way, request("abc"));
		assertThat(response.model()).isEqualTo(C);
		assertThat(response.fallbacks()).isEqualTo(2);
		assertThat(response.attempts()).extracting(Attempt::hop, Attempt::target, Attempt::outcome)
			.containsExactly(tuple(0, A, Outcome.FAILED), tuple(1, B, Outcome.FAILED), tuple(2, C, Outcome.ANSWERED));
		assertThat(stack.offered()).containsExactly(List.of(A), List.of(B), List.of(C));
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("C02 A target that was tried is skipped")
	void skipsWhatWasTried(Way way) {
		stack.server().model(A).fails(GONE);
		stack.server().model(B).fails(GONE);
		CascadeResponse response = stack.answer(way, request("abc").models(A, B, A, C));
		assertThat(response.model()).isEqualTo(C);
		assertThat(stack.offered()).containsExactly(List.of(A), List.of(B), List.of(C));
	}

	@Test
	@DisplayName("C02 A model put in front is not asked again in its old place")
	void asksTheModelInFrontOnce() {
		List.of(A, B, C).forEach((model) -> stack.server().model(model).fails(GONE));
		stack.failure(Way.WHOLE, request("abc").startWith(B));
		assertThat(stack.offered()).containsExactly(List.of(B), List.of(A), List.of(C));
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("C04 Tiers that share models end after each was asked once")
	void endsAfterEachWasAskedOnce(Way way) {
		List.of(A, B, C).forEach((model) -> stack.server().model(model).fails(GONE));
		CascadeExhaustedException failure = stack.exhausted(way, request("cheap"));
		assertThat(tried(failure.attempts())).containsExactly(A, B, C);
		assertThat(stack.offered()).containsExactly(List.of(A), List.of(B), List.of(C));
	}

	@Test
	@DisplayName("C04 Chains that escalate in a circle stop the start")
	void refusesACircle() {
		assertThatException()
			.isThrownBy(
					() -> Client
						.of(stack.server().baseUrl(), "cascade.chains.only.escalate-to=other",
								"cascade.chains.other.models=" + B, "cascade.chains.other.escalate-to=only")
						.close())
			.havingRootCause()
			.withMessageContaining("cascade.chains.")
			.withMessageContaining("escalate-to")
			.withMessageContaining("circle");
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("C05 max-fallbacks limits how many models are asked")
	void asksNoMoreThanMaxFallbacks(Way way) {
		List.of(A, B, C, D, E).forEach((model) -> stack.server().model(model).fails(GONE));
		CascadeException failure = stack.failure(way, request("five"));
		assertThat(failure.attempts()).extracting(Attempt::target).containsExactly(A, B, C);
		assertThat(stack.offered()).containsExactly(List.of(A), List.of(B), List.of(C));
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("C06 Without fallback the first failure is surfaced")
	void surfacesTheFirstFailureWithoutFallback(Way way) {
		stack.server().model(A).fails(GONE);
		CascadeException failure = stack.failure(way, request("abc").noFallback());
		assertThat(failure.status()).isEqualTo(404);
		assertThat(stack.offered()).containsExactly(List.of(A));
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("C06 Without fallback a failure in mid-stream is surfaced")
	void surfacesFailuresInMidStreamWithoutFallback(Way way) {
		stack.server().model(A).answersInChunks("one ", "two ", "three ", "four").fails(Fault.hangUpAfter(2));
		CascadeException failure = stack.failure(way, request("abc").noFallback());
		assertThat(failure.kind()).isEqualTo(FailureKind.INCOMPLETE);
		assertThat(failure.attempts()).extracting(Attempt::target).containsExactly(A);
		assertThat(stack.offered()).containsExactly(List.of(A));
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("C07 The default chain serves requests that name none")
	void asksTheDefaultChain(Way way) {
		assertThat(stack.answer(way, CascadeRequest.of("Why?")).model()).isEqualTo(E);
		assertThat(stack.offered()).containsExactly(List.of(E));
		assertThat(stack.cascade().ask("Why?").block(Stack.PATIENCE)).isEqualTo("Hello from " + E + ".");
	}

	@Test
	@DisplayName("C07 A chain that is not there is told with those that are, and nothing sent")
	void namesTheChainsThatAreThere() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> stack.cascade().exchange(request("nowhere")).block(Stack.PATIENCE))
			.withMessageContaining("nowhere")
			.withMessageContaining("usual")
			.withMessageContaining("abc");
		assertThat(stack.server().requests()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("C08 What one model overrides applies to its own hop only")
	void appliesOverridesToTheirOwnHopOnly(Way way) {
		stack.server().model(A).fails(GONE);
		stack.answer(way, request("own"));
		RecordedRequest first = stack.server().requests().get(0);
		RecordedRequest second = stack.server().requests().get(1);
		assertThat(first.body()).contains(entry("max_tokens", 50)).doesNotContainKey("temperature");
		assertThat(first.text()).doesNotContain("one word");
		assertThat(second.models()).containsExactly(B);
		assertThat(second.body()).contains(entry("max_tokens", 77), entry("temperature", 0.1));
		assertThat(second.text()).contains("Answer in one word.");
	}

	@Test
	@DisplayName("C08 What the request says wins over chain and model")
	void letsTheRequestWin() {
		stack.server().model(A).fails(GONE);
		stack.answer(Way.WHOLE, request("own").maxTokens(9));
		assertThat(stack.server().requests()).extracting((seen) -> seen.body().get("max_tokens")).containsExactly(9, 9);
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("C09 What a dialect does not know is left out at that upstream only")
	void leavesOutWhatADialectDoesNotKnow(Way way) {
		stack.server().model(A).fails(GONE);
		stack.other().model("llama3.1:8b").fails(GONE);
		Options options = Options.none()
			.topK(40)
			.minP(0.1)
			.repetitionPenalty(1.1)
			.reasoning(new Reasoning("low", null, null, null, null))
			.plugins(List.of(Map.of("id", "web")))
			.sessionId("s1")
			.temperature(0.5)
			.extraBody(Map.of("vendor_field", "always"));
		stack.answer(way,
				request("dialects").options(options).provider(ProviderPreferences.none().order(List.of("google"))));
		assertThat(stack.server().lastRequest().body()).containsKeys("model", "messages", "temperature", "top_k",
				"min_p", "repetition_penalty", "reasoning", "plugins", "session_id", "provider", "vendor_field");
		assertThat(stack.offeredElsewhere()).containsExactly(List.of("llama3.1:8b"), List.of("openai/gpt-4.1"));
		Map<String, Object> plain = stack.other().requests().get(0).body();
		assertThat(plain).containsKeys("model", "messages", "temperature", "max_tokens", "vendor_field")
			.doesNotContainKeys("models", "top_k", "min_p", "repetition_penalty", "reasoning", "plugins", "session_id",
					"provider");
		assertThat(stack.other().requests().get(1).body()).containsKeys("top_k", "reasoning", "plugins", "provider");
	}

	@ParameterizedTest
	@EnumSource(names = { "WHOLE", "STREAMED" })
	@DisplayName("C09 A plain upstream is asked for the usage of a stream, OpenRouter is not")
	void asksPlainUpstreamsForUsage(Way way) {
		stack.server().model(A).fails(GONE);
		CascadeResponse response = stack.answer(way, request("dialects"));
		assertThat(response.usage()).isNotNull();
		assertThat(stack.other().lastRequest().body()).contains(entry("stream_options", Map.of("include_usage", true)));
		assertThat(stack.server().lastRequest().body()).doesNotContainKey("stream_options");
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("C11 The answer names the model that gave it")
	void namesTheModelThatAnswered(Way way) {
		stack.server().model(A).fails(GONE);
		stack.server().model(B).answersAs("openai/gpt-4.1-mini-2025-04-14").provider("Azure");
		CascadeResponse response = stack.answer(way, request("abc"));
		assertThat(response.model()).isEqualTo(B);
		assertThat(response.end().served().reportedModel()).isEqualTo("openai/gpt-4.1-mini-2025-04-14");
		assertThat(response.end().served().upstream()).isEqualTo("openrouter");
		assertThat(response.provider()).isEqualTo("Azure");
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("C12 The error lists every attempt, but neither keys nor prompts")
	void listsEveryAttemptWithoutSecrets(Way way) {
		String prompt = "My password is correct horse battery staple";
		String said = "Incorrect key %s for input '%s' (Bearer %s)".formatted(Stack.KEY, prompt, Stack.KEY);
		List.of(A, B, C).forEach((model) -> stack.server().model(model).fails(Fault.status(503).message(said)));
		CascadeExhaustedException failure = stack.exhausted(way, CascadeRequest.of(prompt).chain("abc"));
		assertThat(tried(failure.attempts())).containsExactly(A, B, C);
		assertThat(failure.attempts()).allSatisfy((attempt) -> {
			assertThat(attempt.kind()).isEqualTo(FailureKind.UNAVAILABLE);
			assertThat(attempt.status()).isEqualTo(503);
			assertThat(attempt.elapsed()).isPositive();
		});
		assertThat(failure.getMessage()).containsSubsequence(A, "unavailable 503 after", " ms: ", B,
				"unavailable 503 after", " ms: ", C, "unavailable 503 after");
		assertThat(stackTrace(failure) + failure.attempts()).contains("Incorrect key")
			.doesNotContain(Stack.KEY)
			.doesNotContain("battery")
			.doesNotContain("password");
	}

	private static String stackTrace(Throwable failure) {
		StringWriter trace = new StringWriter();
		failure.printStackTrace(new PrintWriter(trace));
		return trace.toString();
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("C14 An interceptor ends the chain")
	void letsAnInterceptorEndTheChain(Way way) {
		vetoed.set(true);
		stack.server().model(A).fails(GONE);
		CascadeExhaustedException failure = stack.exhausted(way, request("abc"));
		assertThat(failure.kind()).isEqualTo(FailureKind.MODEL_NOT_FOUND);
		assertThat(failure.attempts()).extracting(Attempt::target).containsExactly(A);
		assertThat(stack.offered()).containsExactly(List.of(A));
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("C15 A request bound to an uploaded file is not asked elsewhere")
	void asksABoundRequestOfItsFirstTargetOnly(Way way) {
		stack.server().model(A).fails(GONE);
		Message message = Message.user(ContentPart.text("Sum it up"), new ContentPart.File("a.pdf", null, "file-1"));
		CascadeException failure = stack.failure(way, CascadeRequest.of(message).chain("abc"));
		assertThat(failure.attempts()).extracting(Attempt::target).containsExactly(A);
		assertThat(stack.offered()).containsExactly(List.of(A));
		assertThat(stack.server().lastRequest().text()).contains("file-1");
	}

	@Test
	@DisplayName("C18 Calls at the same time share nothing of their chains")
	void keepsParallelCallsApart() {
		List<String> models = List.of(A, B, C, D, E);
		List.of(A, C, D).forEach((model) -> stack.server().model(model).fails(GONE));
		Random random = new Random(18);
		List<List<String>> chains = IntStream.range(0, 100).mapToObj((i) -> shuffled(models, random)).toList();
		List<CascadeResponse> responses = Flux.range(0, chains.size())
			.flatMapSequential((i) -> List.of(Way.values())
				.get(i % 3)
				.ask(stack.cascade(),
						request("abc").models(chains.get(i).toArray(String[]::new))
							.options(Options.none().user("user-" + i))),
					100)
			.collectList()
			.block(Duration.ofSeconds(20));
		assertThat(responses).hasSize(100);
		for (int i = 0; i < 100; i++) {
			List<String> walked = walked(chains.get(i));
			String user = "user-" + i;
			assertThat(responses.get(i).model()).isEqualTo(walked.get(walked.size() - 1));
			assertThat(responses.get(i).text()).isEqualTo("Hello from " + responses.get(i).model() + ".");
			assertThat(responses.get(i).attempts()).extracting(Attempt::target).isEqualTo(walked);
			assertThat(stack.server().requests().stream().filter((seen) -> user.equals(seen.body().get("user"))))
				.flatExtracting(RecordedRequest::models)
				.isEqualTo(walked);
		}
	}

	private static List<String> shuffled(List<String> models, Random random) {
		List<String> shuffled = new ArrayList<>(models);
		Collections.shuffle(shuffled, random);
		return shuffled;
	}

	private static List<String> walked(List<String> chain) {
		int answering = Math.min(chain.indexOf(B), chain.indexOf(E));
		return chain.subList(0, answering + 1);
	}

	@Test
	@DisplayName("C18 One request may be subscribed to again and again")
	void makesACallOfEachSubscription() {
		stack.server().model(A).fails(GONE.times(1), GONE.times(1));
		Flux<CascadeChunk> stream = stack.cascade().stream(request("abc"));
		for (int call = 0; call < 2; call++) {
			CascadeResponse response = CascadeResponse.collect(stream).block(Stack.PATIENCE);
			assertThat(response).isNotNull();
			assertThat(response.attempts()).extracting(Attempt::target).containsExactly(A, B);
		}
		assertThat(CascadeResponse.collect(stream).block(Stack.PATIENCE)).isNotNull()
			.returns(A, CascadeResponse::model)
			.satisfies((response) -> assertThat(response.attempts()).hasSize(1));
	}

	@Test
	@DisplayName("C06 What was streamed before it broke is told")
	void reportsWhatWasStreamed() {
		stack.server().model(A).answersInChunks("one ", "two ", "three ", "four").fails(Fault.cutAfter(2));
		StepVerifier.create(stack.cascade().stream(request("abc").noFallback()))
			.expectNext(new CascadeChunk.Text("one "), new CascadeChunk.Text("two "))
			.expectErrorSatisfies(
					(failure) -> assertThat(failure).isInstanceOfSatisfying(IncompleteAnswerException.class,
							(broken) -> assertThat(broken.partialText()).isEqualTo("one two ")))
			.verify(Stack.PATIENCE);
	}

}
