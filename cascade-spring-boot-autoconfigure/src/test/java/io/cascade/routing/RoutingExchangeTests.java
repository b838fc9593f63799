package io.cascade.routing;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

import io.cascade.Attempt;
import io.cascade.CallSettings;
import io.cascade.CascadeChunk;
import io.cascade.CascadeExhaustedException;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.ContentPart;
import io.cascade.Cost;
import io.cascade.Dialect;
import io.cascade.FailureKind;
import io.cascade.FallbackRules;
import io.cascade.GateRules;
import io.cascade.IncompleteAnswerException;
import io.cascade.LeftOut;
import io.cascade.Message;
import io.cascade.NoCandidateException;
import io.cascade.StreamRules;
import io.cascade.StreamRules.OnBreak;
import io.cascade.Target;
import io.cascade.Timeouts;
import io.cascade.Upstream;
import io.cascade.Usage;
import io.cascade.health.AllAvailable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Signal;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RoutingExchange}, and with it for {@link RoutedCall} and
 * {@link Candidates}.
 */
class RoutingExchangeTests {

	private static final CascadeChunk.Text PIECE = new CascadeChunk.Text("half");

	@Test
	@DisplayName("C01 walks in the declared order")
	void walksInOrder() {
		Walking walk = Walking.oneByOne("a/a", "b/b", "c/c")
			.fails(FailureKind.UNAVAILABLE, 503)
			.fails(FailureKind.RATE_LIMIT, 429)
			.answers("hi");
		CascadeResponse response = answer(walk);
		assertThat(response.text()).isEqualTo("hi");
		assertThat(response.fallbacks()).isEqualTo(2);
		assertThat(response.model()).isEqualTo("c/c");
		assertThat(walk.sent()).containsExactly("[a/a]", "[b/b]", "[c/c]");
		assertThat(walk.hops).extracting((hop) -> hop.index()).containsExactly(0, 1, 2);
		assertThat(response.attempts()).extracting(Attempt::target).containsExactly("a/a", "b/b", "c/c");
	}

	@Test
	@DisplayName("F12 the length of the prompt goes along with a hop where a limit depends on it, uncounted")
	void reportsTheLengthOfThePrompt() {
		String words = "word ".repeat(4_000);
		CascadeRequest book = CascadeRequest.of(Message.system("Be brief."), Message.user(words));
		assertThat(lengthOf(book, Duration.ZERO)).as("off").isZero();
		assertThat(lengthOf(book, Duration.ofMillis(200))).isBetween(5_000L, 5_020L);
		assertThat(lengthOf(book.promptTokens(4_321), Duration.ofMillis(1))).as("told").isEqualTo(4_321);
		assertThat(lengthOf(CascadeRequest.of("Why?"), Duration.ofMillis(200))).isBetween(1L, 10L);
	}

	private static long lengthOf(CascadeRequest request, Duration perThousand) {
		Walking walk = Walking.oneByOne("a/a")
			.request(request)
			.timeouts(Timeouts.DEFAULTS.withFirstTokenPer1kTokens(perThousand))
			.answers("hi");
		answer(walk);
		return walk.calls.get(0).routed().promptTokens();
	}

	@Test
	@DisplayName("C02 C04 no target is asked twice, however often it is listed")
	void asksNoTargetTwice() {
		Walking single = Walking.oneByOne("a/a", "b/b", "a/a", "c/c", "b/b").rules(eightFailures());
		IntStream.range(0, 5).forEach((i) -> single.fails(FailureKind.UNAVAILABLE, 503));
		exhausted(single);
		assertThat(single.sent()).containsExactly("[a/a]", "[b/b]", "[c/c]");
		Walking threes = Walking.inThrees("a/a", "b/b", "a/a", "c/c").failsWhole(FailureKind.UNAVAILABLE, 503);
		exhausted(threes);
		assertThat(threes.sent()).containsExactly("[a/a, b/b, c/c]");
	}

	@Test
	@DisplayName("C04 chains that escalate to each other end after each target once")
	void asksATargetOfAnotherChainNotTwice() {
		Target again = Walking.target(Walking.SINGLE, "a/a");
		Walking walk = Walking
			.of(List
				.of(Walking.target(Walking.SINGLE, "a/a"),
						new Target(again.upstream(), again.model(), "other", again.options(), again.provider(),
								again.traits())))
			.fails(FailureKind.UNAVAILABLE, 503)
			.fails(FailureKind.UNAVAILABLE, 503);
		exhausted(walk);
		assertThat(walk.sent()).containsExactly("[a/a]");
	}

	@Test
	@DisplayName("C05 max-fallbacks bounds the targets that are asked")
	void asksNoMoreTargetsThanAllowed() {
		Walking walk = Walking.oneByOne("a/a", "b/b", "c/c", "d/d", "e/e")
			.rules(FallbackRules.DEFAULTS.withMaxFallbacks(2));
		IntStream.range(0, 5).forEach((i) -> walk.fails(FailureKind.UNAVAILABLE, 503));
		exhausted(walk);
		assertThat(walk.sent()).hasSize(3);
		Walking threes = Walking.inThrees("a/a", "b/b", "c/c")
			.rules(FallbackRules.DEFAULTS.withMaxFallbacks(1))
			.answers("hi");
		answer(threes);
		assertThat(threes.sent()).containsExactly("[a/a, b/b]");
	}

	@Test
	@DisplayName("C06 without fallback the first failure is surfaced, also in the middle of an answer")
	void surfacesTheFirstFailureWithoutFallback() {
		Walking before = Walking.oneByOne("a/a", "b/b")
			.rules(FallbackRules.DEFAULTS.withMaxFallbacks(0))
			.fails(FailureKind.UNAVAILABLE, 503);
		assertThat(exhausted(before).status()).isEqualTo(503);
		Walking middle = Walking.oneByOne("a/a", "b/b")
			.rules(FallbackRules.DEFAULTS.withMaxFallbacks(0))
			.fails(FailureKind.INCOMPLETE, null, PIECE);
		assertThat(exhausted(middle).kind()).isEqualTo(FailureKind.INCOMPLETE);
		assertThat(middle.sent()).containsExactly("[a/a]");
	}

	@Test
	@DisplayName("B16 max-requests bounds the requests")
	void sendsNoMoreRequestsThanAllowed() {
		Walking walk = Walking.oneByOne("a/a", "b/b", "c/c", "d/d").rules(FallbackRules.DEFAULTS.withMaxRequests(2));
		IntStream.range(0, 4).forEach((i) -> walk.fails(FailureKind.UNAVAILABLE, 503));
		assertThat(exhausted(walk).attempts()).hasSize(2);
		Walking defaults = Walking.oneByOne(IntStream.range(0, 12).mapToObj((i) -> "a/" + i).toArray(String[]::new));
		IntStream.range(0, 12).forEach((i) -> defaults.fails(FailureKind.UNAVAILABLE, 503));
		exhausted(defaults);
		assertThat(defaults.sent()).hasSize(8);
	}

	@Test
	@DisplayName("A26 C12 the error has the last failure as cause, the earlier ones suppressed and all attempts")
	void reportsTheWholeStoryWhenAllFail() {
		Walking walk = Walking.oneByOne("a/a", "b/b", "c/c")
			.request(CascadeRequest.of("a secret question"))
			.fails(FailureKind.UNAVAILABLE, 503)
			.fails(FailureKind.TIMEOUT, null)
			.fails(FailureKind.RATE_LIMIT, 429);
		CascadeExhaustedException failure = exhausted(walk);
		assertThat(failure.kind()).isEqualTo(FailureKind.RATE_LIMIT);
		assertThat(failure.status()).isEqualTo(429);
		assertThat(failure.getCause()).hasMessageContaining("rate-limit (429)");
		assertThat(failure.getSuppressed()).extracting(Throwable::getMessage)
			.containsExactly("openrouter: unavailable (503), our words", "openrouter: timeout, our words");
		assertThat(failure.attempts()).extracting(Attempt::target).containsExactly("a/a", "b/b", "c/c");
		assertThat(failure)
			.hasMessageContaining("a/a unavailable 503 after 3 ms; b/b timeout after 3 ms; c/c rate-limit 429")
			.hasMessageNotContaining("secret");
	}

	@Test
	void namesTheEarliestInstantThatMakesSense() {
		Walking walk = Walking.oneByOne("a/a", "b/b", "c/c")
			.fails(FailureKind.RATE_LIMIT, 429)
			.fails(FailureKind.RATE_LIMIT, 429)
			.fails(FailureKind.UNAVAILABLE, 503);
		assertThat(exhausted(walk).retryAt()).isEqualTo(Walking.NOW.plusSeconds(7));
		assertThat(exhausted(Walking.oneByOne("a/a").fails(FailureKind.UNAVAILABLE, 503)).retryAt()).isNull();
	}

	@ParameterizedTest
	@EnumSource(FailureKind.class)
	@DisplayName("A05 A07 A09 each kind walks where its row says")
	void walksWhereTheKindSays(FailureKind kind) {
		Upstream sameKey = new Upstream("other", Dialect.OPENAI, 1, "main");
		Walking walk = Walking
			.of(List.of(Walking.target(Walking.SINGLE, "a/a:free"), Walking.target(Walking.SINGLE, "b/b:free"),
					Walking.target(Walking.SINGLE, "c/c"), Walking.target(sameKey, "d"),
					Walking.target(Walking.OLLAMA, "e")))
			.settings((settings) -> new CallSettings(settings.timeouts(), settings.fallback(), settings.stream(),
					settings.hedge(), settings.retry(), settings.selection().withAllowPaid(true), GateRules.DEFAULTS))
			.fails(kind, 499)
			.answers("hi");
		String next = switch (kind.next()) {
			case NONE -> "none";
			case ANY, LARGER_WINDOW -> "[b/b:free]";
			case NOT_FREE -> "[c/c]";
			case OTHER_UPSTREAM -> "[other/d]";
			case OTHER_ACCOUNT, OTHER_ACCOUNT_OR_FREE -> "[ollama/e]";
		};
		if (next.equals("none")) {
			assertThat(exhausted(walk).kind()).isEqualTo(kind);
			assertThat(walk.sent()).hasSize(1);
		}
		else {
			assertThat(answer(walk).text()).isEqualTo("hi");
			assertThat(walk.sent()).containsExactly("[a/a:free]", next);
		}
	}

	@Test
	@DisplayName("A09 without credit a free model of the account may still answer")
	void asksFreeModelsWithoutCredit() {
		Walking walk = Walking.oneByOne("a/a", "b/b", "c/c:free").fails(FailureKind.QUOTA, 402).answers("hi");
		assertThat(answer(walk).text()).isEqualTo("hi");
		assertThat(walk.sent()).containsExactly("[a/a]", "[c/c:free]");
	}

	@Test
	@DisplayName("C14 an interceptor that throws ends the call, with its attempts")
	void anInterceptorThatThrowsEndsTheCall() {
		CascadeExhaustedException failure = exhausted(
				Walking.oneByOne("a/a", "b/b").fails(FailureKind.UNAVAILABLE, 503).intercepted((call, ex) -> {
					throw new IllegalStateException("a secret");
				}));
		assertThat(failure.attempts()).hasSize(1);
		assertThat(failure.kind()).isEqualTo(FailureKind.UNAVAILABLE);
	}

	@ParameterizedTest
	@EnumSource(value = FailureKind.class, names = { "CREDENTIALS", "QUOTA", "CONNECTION" })
	@DisplayName("A07 A09 A04 with nothing outside the failed scope the failure is surfaced after one request")
	void endsWhenEverythingLeftWouldFailAlike(FailureKind kind) {
		Walking walk = Walking.inThrees("a/a", "b/b", "c/c", "d/d").fails(kind, 401);
		assertThat(exhausted(walk).kind()).isEqualTo(kind);
		assertThat(walk.sent()).hasSize(1);
	}

	@Test
	@DisplayName("A06 a failure of the caller goes on when opted in, by status or by kind")
	void goesOnWhenOptedIn() {
		for (String entry : List.of("400", "invalid-request")) {
			Walking walk = Walking.oneByOne("a/a", "b/b")
				.rules(FallbackRules.DEFAULTS.withFallbackOn(entry))
				.fails(FailureKind.INVALID_REQUEST, 400)
				.answers("hi");
			assertThat(answer(walk).text()).isEqualTo("hi");
			assertThat(walk.sent()).containsExactly("[a/a]", "[b/b]");
		}
		Walking other = Walking.oneByOne("a/a", "b/b")
			.rules(FallbackRules.DEFAULTS.withFallbackOn("422", "content-policy"))
			.fails(FailureKind.INVALID_REQUEST, 400);
		exhausted(other);
		assertThat(other.sent()).hasSize(1);
	}

	@Test
	@DisplayName("H01 H02 a prompt that is too long goes to a larger window only")
	void goesToALargerWindow() {
		Walking walk = Walking.of(List.of(window("a/a", 8_000), window("b/b", 8_000), window("c/c", 32_000)))
			.fails(FailureKind.CONTEXT_LENGTH, 400)
			.answers("hi");
		answer(walk);
		assertThat(walk.sent()).containsExactly("[a/a]", "[c/c]");
		Walking none = Walking.of(List.of(window("a/a", 32_000), window("b/b", 8_000)))
			.fails(FailureKind.CONTEXT_LENGTH, 400);
		assertThat(exhausted(none).kind()).isEqualTo(FailureKind.CONTEXT_LENGTH);
	}

	@Test
	@DisplayName("C13 nothing to ask is an error without a request")
	void failsWithoutCandidates() {
		Walking walk = Walking.of(List.of());
		StepVerifier.create(walk.streamed()).expectErrorSatisfies((failure) -> {
			assertThat(failure).isInstanceOf(NoCandidateException.class).hasMessageContaining("test");
		}).verify(Walking.SOON);
		assertThat(walk.hops).isEmpty();
	}

	@Test
	@DisplayName("C14 an interceptor may end the walk")
	void endsWhenAnInterceptorSaysSo() {
		List<FailureKind> seen = new ArrayList<>();
		Walking walk = Walking.oneByOne("a/a", "b/b", "c/c").intercepted((call, failure) -> {
			seen.add(failure.kind());
			return failure.kind() != FailureKind.TIMEOUT;
		})
			.intercepted((call, failure) -> !call.attempts().isEmpty())
			.fails(FailureKind.UNAVAILABLE, 503)
			.fails(FailureKind.TIMEOUT, null);
		assertThat(exhausted(walk).kind()).isEqualTo(FailureKind.TIMEOUT);
		assertThat(walk.sent()).containsExactly("[a/a]", "[b/b]");
		assertThat(seen).containsExactly(FailureKind.UNAVAILABLE, FailureKind.TIMEOUT);
	}

	@Test
	@DisplayName("C15 a request that is bound to its first target stays there")
	void staysWhereARequestIsBound() {
		Walking walk = Walking.oneByOne("a/a", "b/b")
			.request(CascadeRequest.of(Message.user(new ContentPart.File(null, null, "file-1"))))
			.fails(FailureKind.UNAVAILABLE, 503);
		exhausted(walk);
		assertThat(walk.sent()).containsExactly("[a/a]");
		assertThat(new Candidates(walk.call(false), PlanningContext.of(new AllAvailable()), false).leftOut())
			.containsExactly(new LeftOut("b/b", LeftOut.Reason.BOUND));
	}

	@Test
	@DisplayName("C19 a hop that failed as a whole is not walked again")
	void goesOnBehindAHopThatFailedAsAWhole() {
		Walking walk = Walking.inThrees("a/a", "b/b", "c/c", "d/d")
			.failsWhole(FailureKind.UNAVAILABLE, 503)
			.answers("hi");
		CascadeResponse response = answer(walk);
		assertThat(walk.sent()).containsExactly("[a/a, b/b, c/c]", "[d/d]");
		assertThat(response.attempts()).extracting(Attempt::target).containsExactly("a/a", "b/b", "c/c", "d/d");
		assertThat(response.fallbacks()).isEqualTo(3);
	}

	@ParameterizedTest
	@EnumSource(value = FailureKind.class, names = { "TIMEOUT", "INCOMPLETE", "EMPTY_ANSWER", "REJECTED" })
	@DisplayName("C21 a hop that dies without an answer leaves its untried models in play")
	void keepsUntriedModelsInPlay(FailureKind kind) {
		Walking first = Walking.inThrees("a/a", "b/b", "c/c").fails(kind, null).answers("hi");
		answer(first);
		assertThat(first.sent()).containsExactly("[a/a, b/b, c/c]", "[b/b, c/c]");
		Walking second = Walking.inThrees("a/a", "b/b", "c/c", "d/d").failsAt(kind, null, List.of(0, 1)).answers("hi");
		answer(second);
		assertThat(second.sent()).containsExactly("[a/a, b/b, c/c]", "[c/c, d/d]");
	}

	@Test
	@DisplayName("L14 an unknown slug is taken out and the rest is sent once more")
	void takesAnUnknownSlugOut() {
		Walking walk = Walking.inThrees("a/a", "b/b", "c/c")
			.failsAt(FailureKind.INVALID_MODEL_ID, 400, List.of(1))
			.answers("hi");
		assertThat(answer(walk).model()).isEqualTo("a/a");
		assertThat(walk.sent()).containsExactly("[a/a, b/b, c/c]", "[a/a, c/c]");
		Walking all = Walking.inThrees("a/a", "b/b")
			.failsAt(FailureKind.INVALID_MODEL_ID, 400, List.of(1))
			.failsAt(FailureKind.INVALID_MODEL_ID, 400, List.of(0));
		assertThat(exhausted(all).attempts()).extracting(Attempt::target).containsExactly("b/b", "a/a");
	}

	@Test
	@DisplayName("G14 G15 a folded call starts again where an answer broke")
	void restartsAFoldedCall() {
		Walking walk = Walking.oneByOne("a/a", "b/b", "c/c")
			.fails(FailureKind.INCOMPLETE, null, PIECE)
			.fails(FailureKind.UNAVAILABLE, 503)
			.answers("who", "le");
		List<CascadeChunk> chunks = Objects
			.requireNonNull(walk.exchange().exchange(walk.call(false)).collectList().block(Walking.SOON));
		assertThat(chunks).startsWith(PIECE, new CascadeChunk.Restart(FailureKind.INCOMPLETE, 1),
				new CascadeChunk.Text("who"), new CascadeChunk.Text("le"));
		CascadeResponse folded = Objects
			.requireNonNull(CascadeResponse.collect(Flux.fromIterable(chunks)).block(Walking.SOON));
		assertThat(folded.text()).isEqualTo("whole");
		assertThat(folded.attempts()).extracting(Attempt::outcome)
			.containsExactly(Attempt.Outcome.CUT, Attempt.Outcome.FAILED, Attempt.Outcome.ANSWERED);
	}

	@Test
	@DisplayName("G04 G25 a streamed answer that breaks is an error with what there was, and nothing is spliced")
	void failsAStreamedCallThatBroke() {
		Walking walk = Walking.oneByOne("a/a", "b/b", "c/c")
			.fails(FailureKind.UNAVAILABLE, 503)
			.fails(FailureKind.INCOMPLETE, 502, PIECE, new CascadeChunk.ToolCallDelta(0, "c1", "f", "{"));
		StepVerifier.create(walk.streamed()).expectNext(PIECE).expectNextCount(1).expectErrorSatisfies((error) -> {
			assertThat(error).isInstanceOf(IncompleteAnswerException.class);
			IncompleteAnswerException broken = (IncompleteAnswerException) error;
			assertThat(broken.partialText()).isEqualTo("half");
			assertThat(broken.partial().toolCalls()).isEmpty();
			assertThat(broken.partial().model()).isEqualTo("b/b");
			assertThat(broken.kind()).isEqualTo(FailureKind.INCOMPLETE);
			assertThat(broken.status()).isEqualTo(502);
			assertThat(broken.attempts()).extracting(Attempt::target).containsExactly("a/a", "b/b");
			assertThat(broken).hasMessageNotContaining("half");
		}).verify(Walking.SOON);
		assertThat(walk.sent()).containsExactly("[a/a]", "[b/b]");
	}

	@Test
	@DisplayName("G01 a streamed call goes on while nothing reached the caller")
	void goesOnWithAStreamThatHasNotBegun() {
		Walking walk = Walking.oneByOne("a/a", "b/b").fails(FailureKind.UNAVAILABLE, 503).answers("hi");
		StepVerifier.create(walk.streamed())
			.expectNext(new CascadeChunk.Text("hi"))
			.expectNextMatches((chunk) -> chunk instanceof CascadeChunk.End end && end.attempts().size() == 2)
			.expectComplete()
			.verify(Walking.SOON);
	}

	@Test
	@DisplayName("G05 G06 thoughts and pieces of tool calls commit to an answer; thoughts only where configured")
	void commitsToThoughts() {
		CascadeChunk thoughts = new CascadeChunk.Reasoning("hm", List.of());
		StepVerifier.create(Walking.oneByOne("a/a", "b/b").fails(FailureKind.INCOMPLETE, null, thoughts).streamed())
			.expectNext(thoughts)
			.expectError(IncompleteAnswerException.class)
			.verify(Walking.SOON);
		StepVerifier
			.create(Walking.oneByOne("a/a", "b/b")
				.fails(FailureKind.INCOMPLETE, null, new CascadeChunk.ToolCallDelta(0, "c", "f", ""))
				.streamed())
			.expectNextCount(1)
			.expectError(IncompleteAnswerException.class)
			.verify(Walking.SOON);
		StepVerifier
			.create(Walking.oneByOne("a/a", "b/b")
				.stream(StreamRules.DEFAULTS.withReasoningIsContent(false))
				.fails(FailureKind.INCOMPLETE, null, thoughts)
				.answers("hi")
				.streamed())
			.expectNext(new CascadeChunk.Text("hi"))
			.expectNextCount(1)
			.expectComplete()
			.verify(Walking.SOON);
	}

	private static Walking continuing(OnBreak rule, Target... others) {
		List<Target> targets = new ArrayList<>(List.of(Walking.target(Walking.SINGLE, "a/a")));
		targets.addAll(List.of(others));
		return Walking.of(targets).stream(StreamRules.DEFAULTS.withOnBreak(rule));
	}

	private static Usage tokens(long completion) {
		return new Usage(10L, completion, 10 + completion, null, null, null);
	}

	private static Cost cost(String amount) {
		return Cost.reported(new BigDecimal(amount), null);
	}

	@Test
	@DisplayName("G29 G17 an answer that is continued and breaks again has the tokens and the cost of all its parts")
	void totalsTheContinuedPartsOfABrokenAnswer() {
		Walking walk = continuing(OnBreak.CONTINUE_OR_FAIL, Walking.prefilled("b/b"), Walking.prefilled("c/c"),
				Walking.prefilled("d/d"))
			.cut(tokens(3), cost("0.3"), PIECE)
			.fails(FailureKind.UNAVAILABLE, 503)
			.cut(tokens(4), cost("0.4"), PIECE)
			.fails(FailureKind.UNAVAILABLE, 503);
		StepVerifier.create(walk.streamed()).expectNext(PIECE, PIECE).expectErrorSatisfies((error) -> {
			assertThat(error).isInstanceOf(IncompleteAnswerException.class);
			IncompleteAnswerException broken = (IncompleteAnswerException) error;
			assertThat(broken.partialText()).isEqualTo("halfhalf");
			assertThat(broken.usage()).isEqualTo(new Usage(20L, 7L, 27L, null, null, null));
			assertThat(broken.partial().cost().amount()).isEqualByComparingTo("0.7");
			assertThat(broken.partial().model()).isEqualTo("c/c");
			assertThat(broken.spend().known()).isEqualByComparingTo("0.7");
			assertThat(broken.attempts()).extracting(Attempt::target).containsExactly("a/a", "b/b", "c/c", "d/d");
		}).verify(Walking.SOON);
	}

	@ParameterizedTest
	@EnumSource(names = { "CONTINUE", "CONTINUE_OR_FAIL" })
	@DisplayName("G16 G29 a target that fails without a word between two parts costs the answer no total")
	void totalsWhatGaveAPart(OnBreak rule) {
		Walking walk = continuing(rule, Walking.prefilled("b/b"), Walking.prefilled("c/c"))
			.cut(tokens(3), cost("0.3"), PIECE)
			.fails(FailureKind.UNAVAILABLE, 503)
			.answers(" and half");
		StepVerifier.create(walk.streamed())
			.expectNext(PIECE, new CascadeChunk.Text(" and half"))
			.expectNextMatches((chunk) -> chunk instanceof CascadeChunk.End end && tokens(3).equals(end.usage()))
			.expectComplete()
			.verify(Walking.SOON);
	}

	@Test
	@DisplayName("G16 a target that takes no prefill gets none when the one before was refused before it was sent")
	void restartsWhenTheOneThatTakesAPrefillIsNotSent() {
		Walking walk = continuing(OnBreak.CONTINUE, Walking.prefilled("b/b"), Walking.target(Walking.SINGLE, "c/c"))
			.fails(FailureKind.INCOMPLETE, null, PIECE)
			.fails(FailureKind.COOLDOWN, null)
			.answers("whole");
		StepVerifier.create(walk.streamed())
			.expectNext(PIECE)
			.expectNextMatches(CascadeChunk.Restart.class::isInstance)
			.expectNext(new CascadeChunk.Text("whole"))
			.expectNextCount(1)
			.expectComplete()
			.verify(Walking.SOON);
		assertThat(walk.calls.get(2).request().messages()).hasSize(1);
	}

	@Test
	@DisplayName("G29 who takes no prefill is left out, wherever it stands, and the reason is told")
	void leavesOutWhoTakesNoPrefill() {
		Walking walk = continuing(OnBreak.CONTINUE_OR_FAIL, Walking.target(Walking.SINGLE, "b/b"),
				Walking.prefilled("c/c"), Walking.target(Walking.SINGLE, "d/d"))
			.fails(FailureKind.INCOMPLETE, null, PIECE)
			.fails(FailureKind.COOLDOWN, null);
		StepVerifier.create(walk.streamed()).expectNext(PIECE).expectErrorSatisfies((error) -> {
			assertThat(error).isInstanceOf(IncompleteAnswerException.class);
			assertThat(((IncompleteAnswerException) error).kind()).isEqualTo(FailureKind.INCOMPLETE);
			assertThat(((IncompleteAnswerException) error).leftOut())
				.contains(new LeftOut("b/b", LeftOut.Reason.PREFILL), new LeftOut("d/d", LeftOut.Reason.PREFILL));
		}).verify(Walking.SOON);
		assertThat(walk.sent()).containsExactly("[a/a]", "[c/c]");
	}

	@Test
	@DisplayName("G28 who answers commits to nothing, and is told only with content")
	void whoAnswersCommitsToNothing() {
		CascadeChunk begin = CascadeChunk.Begin.of(Attempt.of(0, "a/a", Attempt.Outcome.CUT), Map.of());
		StepVerifier
			.create(Walking.oneByOne("a/a", "b/b")
				.stream(StreamRules.DEFAULTS.withAnnounceServed(true))
				.fails(FailureKind.INCOMPLETE, null, begin)
				.answers("hi")
				.streamed())
			.expectNext(new CascadeChunk.Text("hi"))
			.expectNextCount(1)
			.expectComplete()
			.verify(Walking.SOON);
		StepVerifier
			.create(Walking.oneByOne("a/a", "b/b")
				.stream(StreamRules.DEFAULTS.withAnnounceServed(true))
				.fails(FailureKind.INCOMPLETE, null, begin, PIECE)
				.streamed())
			.expectNext(begin, PIECE)
			.expectError(IncompleteAnswerException.class)
			.verify(Walking.SOON);
	}

	@Test
	void goesOnAfterAFaultInAStageWithoutTellingItsWords() {
		Walking walk = Walking.oneByOne("a/a", "b/b").breaks(new IllegalStateException("a secret")).answers("hi");
		assertThat(answer(walk).text()).isEqualTo("hi");
		CascadeExhaustedException failure = exhausted(
				Walking.oneByOne("a/a").breaks(new IllegalStateException("a secret")));
		assertThat(failure.kind()).isEqualTo(FailureKind.UNKNOWN);
		assertThat(failure).hasMessageNotContaining("secret");
	}

	@Test
	@DisplayName("C18 calls share nothing, and each subscription is a call of its own")
	void sharesNothingBetweenSubscriptions() {
		Walking walk = Walking.oneByOne("a/a", "b/b")
			.fails(FailureKind.UNAVAILABLE, 503)
			.answers("hi")
			.fails(FailureKind.UNAVAILABLE, 503)
			.answers("hi");
		RoutingExchange exchange = walk.exchange();
		for (int i = 0; i < 2; i++) {
			assertThat(CascadeResponse.collect(exchange.exchange(walk.call(false))).block(Walking.SOON)).isNotNull();
		}
		assertThat(walk.sent()).isEqualTo(List.of("[a/a]", "[b/b]", "[a/a]", "[b/b]"));
	}

	private static FallbackRules eightFailures() {
		return FallbackRules.DEFAULTS.withMaxRequests(8);
	}

	private static Target window(String slug, int tokens) {
		Target plain = Walking.target(Walking.SINGLE, slug);
		return new Target(plain.upstream(), slug, plain.chain(), plain.options(), plain.provider(),
				new Target.Traits(null, tokens, false, null, null));
	}

	private static CascadeResponse answer(Walking walk) {
		return Objects.requireNonNull(walk.folded());
	}

	private static CascadeExhaustedException exhausted(Walking walk) {
		Signal<CascadeResponse> signal = CascadeResponse.collect(walk.exchange().exchange(walk.call(false)))
			.materialize()
			.block(Walking.SOON);
		return (CascadeExhaustedException) Objects.requireNonNull(Objects.requireNonNull(signal).getThrowable());
	}

}
