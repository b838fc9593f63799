package io.cascade.conformance;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import io.cascade.AnswerGate;
import io.cascade.Attempt;
import io.cascade.Attempt.Outcome;
import io.cascade.CallView;
import io.cascade.CascadeChunk;
import io.cascade.CascadeExhaustedException;
import io.cascade.CascadeListener;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.FailureKind;
import io.cascade.GateRules.WhenAllRejected;
import io.cascade.LeftOut;
import io.cascade.Ruling;
import io.cascade.StreamRules.OnBreak;
import io.cascade.test.Fault;
import io.cascade.test.RecordedRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

import static io.cascade.conformance.Models.A;
import static io.cascade.conformance.Models.B;
import static io.cascade.conformance.Models.C;
import static io.cascade.conformance.Models.D;
import static io.cascade.conformance.Models.E;
import static io.cascade.conformance.Stack.request;
import static io.cascade.conformance.Stack.tried;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Gates over real sockets. {@code Q} names the cases of this project's own.
 */
class GateTests {

	private static final String GOOD = "A whole answer that is good enough.";

	private static final Rulings rulings = new Rulings();

	@RegisterExtension
	static final Stack stack = Stack.with()
		.bean(CascadeListener.class, () -> rulings)
		.bean(AnswerGate.class, Shouting::new)
		.chain("long", A, B)
		.and("cascade.chains.long.gate.min-length=20")
		.chain("in-one", A, B, C)
		.and("cascade.chains.in-one.gate.min-length=20", "cascade.chains.in-one.models[1]=" + B)
		.chain("best", A, B)
		.and("cascade.chains.best.gate.min-length=20", "cascade.chains.best.when-all-rejected=best-answer")
		.chain("judged", A, B)
		.and("cascade.chains.judged.gate.judge.chain=judge", "cascade.chains.judged.gate.judge.deadline=2s")
		.chain("judge", D)
		.and("cascade.chains.own.gate.min-length=20", "cascade.chains.own.models[0].id=" + A,
				"cascade.chains.own.models[0].gate=none", "cascade.chains.own.models[1].id=" + B)
		.chain("moderated", A, B)
		.and("cascade.chains.moderated.content-policy-chain=lenient")
		.chain("lenient", E)
		.chain("strict", A, B)
		.chain("plain", A, B)
		.and("cascade.max-models-per-request=1");

	@BeforeEach
	void good() {
		rulings.heard.clear();
		stack.server().model(B).answers(GOOD);
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("Q01 an answer that its gate accepts is the answer")
	void acceptsAGoodAnswer(Way way) {
		stack.server().model(A).answers(GOOD);
		CascadeResponse response = stack.answer(way, request("long"));
		assertThat(response.text()).isEqualTo(GOOD);
		assertThat(response.isRejected()).isFalse();
		assertThat(stack.offered()).containsExactly(List.of(A));
		assertThat(rulings.heard).containsExactly(A + " min-length accepted");
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("Q02 K01 an answer that its gate rejects moves on, its attempt reports why, and its cost is booked")
	void movesOnFromARejectedAnswer(Way way) {
		stack.server().model(A).answers("Short.");
		CascadeResponse response = stack.answer(way, request("long"));
		assertThat(response.text()).isEqualTo(GOOD);
		assertThat(response.attempts()).extracting(Attempt::target, Attempt::outcome, Attempt::kind, Attempt::reason)
			.containsExactly(
					tuple(A, Outcome.REJECTED, FailureKind.REJECTED,
							"min-length rejected: the answer has 6 characters, and must have at least 20"),
					tuple(B, Outcome.ANSWERED, null, null));
		BigDecimal rejected = Objects.requireNonNull(response.attempts().get(0).cost().amount());
		assertThat(rejected).isPositive();
		assertThat(response.spend().known()).isGreaterThan(rejected);
		assertThat(stack.offered()).containsExactly(List.of(A), List.of(B));
	}

	@Test
	@DisplayName("C21 what stands behind a rejected answer in its hop is still in play")
	void keepsTheRestOfTheHopInPlay() {
		stack.server().model(A).answers("Short.");
		CascadeResponse response = stack.answer(Way.WHOLE, request("in-one"));
		assertThat(tried(response.attempts())).containsExactly(A, B);
	}

	@ParameterizedTest
	@EnumSource(names = { "WHOLE", "BUFFERED" })
	@DisplayName("Q03 when every answer is rejected, the error carries the best of them")
	void carriesTheBestAnswerWhenAllAreRejected(Way way) {
		stack.server().model(A).answers("Short.");
		stack.server().model(B).answers("Short as well.");
		CascadeExhaustedException failure = stack.exhausted(way, request("long"));
		assertThat(failure.kind()).isEqualTo(FailureKind.REJECTED);
		assertThat(failure.bestAnswer()).isNotNull();
		assertThat(Objects.requireNonNull(failure.bestAnswer()).text()).isEqualTo("Short as well.");
		assertThat(failure.attempts()).extracting(Attempt::outcome).containsOnly(Outcome.REJECTED);
		assertThat(failure.spend().known()).isPositive();
		assertThat(failure).hasMessageNotContaining("Short");
	}

	@ParameterizedTest
	@EnumSource(names = { "WHOLE", "BUFFERED" })
	@DisplayName("Q03 when every answer is rejected, the best of them is the answer where that is wanted")
	void answersWithTheBestWhenAllAreRejected(Way way) {
		stack.server().model(A).answers("Short.");
		stack.server().model(B).answers("Short as well.");
		CascadeResponse response = stack.answer(way, request("best"));
		assertThat(response.text()).isEqualTo("Short as well.");
		assertThat(response.isRejected()).isTrue();
		assertThat(response.attempts()).extracting(Attempt::outcome).containsOnly(Outcome.REJECTED);
	}

	@Test
	@DisplayName("Q03 the best answer is one that came before a failure too")
	void answersWithTheBestBeforeAFailure() {
		stack.server().model(A).answers("Short.");
		stack.server().model(B).fails(Fault.status(503));
		assertThat(stack.answer(Way.WHOLE, request("best")).text()).isEqualTo("Short.");
		assertThat(stack.answer(Way.STREAMED, request("best")).text()).isEqualTo("Short.");
	}

	@Test
	@DisplayName("Q04 rejected while the ceiling is reached: the next is not asked, and the best answer is attached")
	void endsWhenTheNextCanNotBePaid() {
		stack.server().model(A).answers("Short.").tokens(1_000, 10);
		CascadeRequest limited = request("long").maxTokens(100)
			.selection((rules) -> rules.withMaxCost(new BigDecimal("0.00001")));
		CascadeExhaustedException failure = stack.exhausted(Way.WHOLE, limited);
		assertThat(Objects.requireNonNull(failure.bestAnswer()).text()).isEqualTo("Short.");
		assertThat(failure.leftOut()).extracting(LeftOut::target, LeftOut::reason)
			.containsExactly(tuple(B, LeftOut.Reason.MAX_COST));
	}

	@Test
	@DisplayName("Q05 a judge grades the answer in a call of its own")
	void asksAJudge() {
		stack.server().model(A).answers("Bad.");
		stack.server().model(D).answersInChunks("0.2");
		CascadeResponse response = stack.answer(Way.WHOLE, request("judged").gates(judgeOnce()));
		assertThat(response.text()).isEqualTo(GOOD);
		stack.server().model(A).answers("Good.");
		stack.server().model(D).answersInChunks("0.9");
		assertThat(stack.answer(Way.WHOLE, request("judged")).text()).isEqualTo("Good.");
		assertThat(stack.server().lastRequest().models()).containsExactly(D);
		assertThat(stack.server().lastRequest().text()).contains("user: Why do cascades matter?", "Good.");
		assertThat(rulings.heard).endsWith(A + " judge accepted");
	}

	/** Rejects what says so. */
	private static AnswerGate judgeOnce() {
		return AnswerGate.of("once",
				(answer) -> answer.text().equals("Bad.") ? Ruling.rejected("once", "bad") : Ruling.accepted("once"));
	}

	@Test
	@DisplayName("Q05 a grade below the threshold rejects, and is told without the words of the judge")
	void reportsTheGrade() {
		stack.server().model(A).answers("Bad.");
		stack.server().model(B).answers("Worse.");
		stack.server().model(D).answersInChunks("0.3 since it says Bad.");
		CascadeExhaustedException failure = stack.exhausted(Way.WHOLE, request("judged"));
		assertThat(failure.attempts()).extracting(Attempt::reason)
			.containsOnly("judge rejected: graded 0.30, and 0.70 is required");
	}

	@Test
	@DisplayName("Q05 what looks like a placeholder in a question or an answer reaches the judge as it is")
	void leavesTheWordsOfOthersAlone() {
		stack.server().model(A).answers("$1 {question}");
		stack.server().model(D).answersInChunks("0.9");
		stack.answer(Way.WHOLE, CascadeRequest.of("What is {answer} here?").chain("judged"));
		assertThat(stack.server().lastRequest().text()).contains("user: What is {answer} here?", "$1 {question}");
	}

	static Stream<Arguments> brokenJudges() {
		return Stream.of(arguments("fails", Fault.status(503)), arguments("is silent", Fault.silent()));
	}

	@ParameterizedTest(name = "a judge that {0}")
	@MethodSource("brokenJudges")
	@DisplayName("Q06 a judge that fails or hangs never loses the answer")
	void neverLosesAnAnswerToAJudge(String name, Fault fault) {
		stack.server().model(A).answers("As it is.");
		stack.server().model(D).fails(fault);
		assertThat(stack.answer(Way.WHOLE, request("judged")).text()).isEqualTo("As it is.");
		assertThat(rulings.heard).containsExactly(A + " judge undecided");
	}

	@Test
	@DisplayName("Q06 a judge that says no number never loses the answer")
	void acceptsWithoutAGrade() {
		stack.server().model(A).answers("As it is.");
		stack.server().model(D).answers("Splendid!");
		assertThat(stack.answer(Way.WHOLE, request("judged")).text()).isEqualTo("As it is.");
	}

	@Test
	@DisplayName("Q07 J01 a caller who leaves while the judge is busy ends the judge too, and what was spent is known")
	void endsTheJudgeWhenTheCallerLeaves() {
		stack.server().model(A).answers("As it is.");
		stack.server().model(D).fails(Fault.silent());
		Disposable call = stack.cascade().exchange(request("judged")).subscribe();
		await().atMost(Stack.PATIENCE).until(() -> !stack.server().requests(D).isEmpty());
		RecordedRequest judging = stack.server().requests(D).get(0);
		call.dispose();
		assertThat(stack.server().awaitClosed(judging, Stack.PATIENCE)).isTrue();
		await().atMost(Stack.PATIENCE).until(() -> stack.openCalls() == 0);
		assertThat(stack.server().requests(B)).isEmpty();
	}

	@Test
	@DisplayName("Q08 a gate of the application that fails, says nothing or hangs lets the answer pass")
	void letsPassWhatNobodyJudged() {
		stack.server().model(A).answers("As it is.");
		for (AnswerGate broken : List.<AnswerGate>of((asked, answer) -> {
			throw new IllegalStateException("secret");
		}, (asked, answer) -> Mono.error(new IllegalStateException("secret")), (call, answer) -> Mono.empty(),
				(asked, answer) -> Mono.never())) {
			CascadeRequest asked = request("plain").gates(broken).deadline(Duration.ofSeconds(3));
			assertThat(stack.answer(Way.WHOLE, asked).text()).isEqualTo("As it is.");
		}
		assertThat(rulings.heard).hasSize(4).containsOnly(A + " custom undecided");
	}

	@Test
	@DisplayName("Q09 a streamed answer with a gate comes when it is accepted, and the last one streams through")
	void streamsTheLastOneThrough() {
		stack.server().model(A).answersInChunks("Not ", "good.");
		stack.server().model(B).answersInChunks("Short ", "too.");
		List<CascadeChunk> chunks = Objects
			.requireNonNull(stack.cascade().stream(request("long")).collectList().block(Stack.PATIENCE));
		assertThat(chunks).filteredOn(CascadeChunk.Text.class::isInstance)
			.containsExactly(new CascadeChunk.Text("Short "), new CascadeChunk.Text("too."));
		assertThat(chunks).noneMatch(CascadeChunk.Restart.class::isInstance);
		assertThat(rulings.heard).containsExactly(A + " min-length rejected", B + " min-length rejected");
	}

	@Test
	@DisplayName("Q10 a model's own gates win over the chain's, and the request's over both")
	void theNearestGatesWin() {
		stack.server().model(A).answers("Short.");
		assertThat(stack.answer(Way.WHOLE, request("own")).text()).isEqualTo("Short.");
		CascadeRequest strict = request("own").gates(AnswerGate.of("strict",
				(answer) -> answer.text().equals(GOOD) ? Ruling.accepted("strict") : Ruling.rejected("strict", "no")));
		assertThat(stack.answer(Way.WHOLE, strict).text()).isEqualTo(GOOD);
		assertThat(stack.answer(Way.WHOLE, request("long").gates()).text()).isEqualTo("Short.");
	}

	@Test
	@DisplayName("Q11 a rejected answer counts against no circuit and no provider")
	void holdsNothingAgainstAProvider() {
		stack.server().model(A).answers("Short.");
		for (int i = 0; i < 10; i++) {
			stack.answer(Way.WHOLE, request("long"));
		}
		assertThat(stack.availability().targets())
			.allSatisfy((availability) -> assertThat(availability.unavailability()).isNull());
	}

	@Test
	@DisplayName("Q12 fewer fallbacks than answers to reject: the best so far, or the error")
	void keepsToTheFallbacksOfTheCall() {
		stack.server().model(A).answers("Short.");
		assertThat(stack.exhausted(Way.WHOLE, request("long").noFallback()).bestAnswer()).isNotNull();
		CascadeRequest best = request("long").noFallback()
			.gating((rules) -> rules.withWhenAllRejected(WhenAllRejected.BEST_ANSWER));
		assertThat(stack.answer(Way.WHOLE, best).text()).isEqualTo("Short.");
		assertThat(stack.server().requests(B)).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("H06 H09 a content policy stops the chain, and reports categories and no prompt")
	void aContentPolicyStopsTheChain(Way way) {
		stack.server().model(A).fails(moderation());
		CascadeExhaustedException failure = stack.exhausted(way, request("strict"));
		assertThat(failure.kind()).isEqualTo(FailureKind.CONTENT_POLICY);
		assertThat(failure).hasMessageContaining("violence").hasMessageNotContaining("cascades matter");
		assertThat(stack.offered()).containsExactly(List.of(A));
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("H07 H08 a content policy goes on to the chain that is named for it, as an error or a finish reason")
	void aContentPolicyGoesOnWhereThatIsNamed(Way way) {
		stack.server().model(A).fails(moderation());
		CascadeResponse response = stack.answer(way, request("moderated"));
		assertThat(response.model()).isEqualTo(E);
		assertThat(stack.offered()).containsExactly(List.of(A), List.of(E));
		stack.server().reset();
		stack.server().model(A).answers("I").finishReason("content_filter");
		CascadeRequest restarted = request("moderated").streaming((rules) -> rules.withOnBreak(OnBreak.RESTART));
		assertThat(stack.answer(way, restarted).model()).isEqualTo(E);
		assertThat(stack.server().requests(B)).isEmpty();
	}

	@Test
	@DisplayName("H07 a refusal of the named chain too is surfaced")
	void aSecondRefusalIsSurfaced() {
		stack.server().model(A).fails(moderation());
		stack.server().model(E).fails(moderation());
		CascadeExhaustedException failure = stack.exhausted(Way.WHOLE, request("moderated"));
		assertThat(failure.kind()).isEqualTo(FailureKind.CONTENT_POLICY);
		assertThat(stack.offered()).containsExactly(List.of(A), List.of(E));
		assertThat(failure.leftOut()).extracting(LeftOut::target, LeftOut::reason)
			.containsExactly(tuple(B, LeftOut.Reason.CONTENT_POLICY));
	}

	private static Fault moderation() {
		return Fault.status(403)
			.message("Input flagged")
			.metadata(Map.of("reasons", List.of("violence"), "flagged_input", "Why do cascades matter?"));
	}

	private static final class Rulings implements CascadeListener {

		private final List<String> heard = new CopyOnWriteArrayList<>();

		@Override
		public void judged(CallView call, String target, Ruling ruling) {
			this.heard.add(target + " " + ruling.gate() + " " + ruling.verdict().id());
		}

	}

	/** A gate of the application. */
	private static final class Shouting implements AnswerGate {

		@Override
		public Mono<Ruling> judge(CascadeRequest request, CascadeResponse answer) {
			return Mono.just(Ruling.accepted("shouting"));
		}

	}

}
