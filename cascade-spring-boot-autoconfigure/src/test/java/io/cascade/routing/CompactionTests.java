package io.cascade.routing;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import io.cascade.CallSettings;
import io.cascade.CascadeException;
import io.cascade.CascadeExhaustedException;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.CostEstimate;
import io.cascade.FailureKind;
import io.cascade.FallbackRules;
import io.cascade.GateRules;
import io.cascade.LeftOut;
import io.cascade.Message;
import io.cascade.NoCandidateException;
import io.cascade.Options;
import io.cascade.Price;
import io.cascade.PromptCompactor;
import io.cascade.PromptCompactor.Occasion;
import io.cascade.PromptCompactor.Reason;
import io.cascade.ProviderPreferences;
import io.cascade.Target;
import io.cascade.Timeouts;
import io.cascade.budget.Budgets;
import io.cascade.exchange.Call;
import io.cascade.health.AllAvailable;
import io.cascade.health.LearnedScores;
import io.cascade.pricing.PriceList;
import io.cascade.pricing.PromptTokens;
import io.cascade.pricing.TokenizerCounter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * What a compactor of the application may do to a prompt, and what not.
 */
class CompactionTests {

	private static final Message RULES = Message.system("Be brief.");

	private static final Message OLD = Message.user("history ".repeat(2_000));

	private static final Message LAST = Message.user("Why?");

	private static final CascadeRequest LONG = CascadeRequest.of(RULES, OLD, LAST);

	private static final List<Message> SHORT = List.of(RULES, LAST);

	private final List<Occasion> occasions = new ArrayList<>();

	@Test
	@DisplayName("H05 after context-length the next model gets the shorter prompt, the caller's own stays")
	void sendsTheShorterPromptToTheNext() {
		Walking walk = walk(shorten(), target("a/a", null), target("b/b", null)).fails(FailureKind.CONTEXT_LENGTH, 400)
			.answers("hi");
		answer(walk);
		assertThat(sent(walk)).containsExactly(LONG.messages(), SHORT);
		assertThat(walk.calls).extracting((call) -> call.routed().compacted()).containsExactly(false, true);
		assertThat(this.occasions).extracting((occasion) -> occasion.target().id(), Occasion::reason, Occasion::window)
			.containsExactly(tuple("b/b", Reason.CONTEXT_LENGTH, null));
		assertThat(this.occasions.get(0).promptTokens()).isBetween(4_000L, 4_100L);
		assertThat(LONG.messages()).containsExactly(RULES, OLD, LAST);
	}

	@Test
	@DisplayName("H05 each model is asked for once, from the caller's own prompt; other failures ask for nothing")
	void asksOnceForEachTarget() {
		Walking walk = walk(shorten(), target("a/a", null), target("b/b", null), target("c/c", null),
				target("d/d", null))
			.fails(FailureKind.UNAVAILABLE, 503)
			.fails(FailureKind.CONTEXT_LENGTH, 400)
			.fails(FailureKind.UNAVAILABLE, 503)
			.answers("hi");
		answer(walk);
		assertThat(sent(walk)).containsExactly(LONG.messages(), LONG.messages(), SHORT, SHORT);
		assertThat(this.occasions).extracting((occasion) -> occasion.target().id()).containsExactly("c/c", "d/d");
		assertThat(this.occasions).extracting(Occasion::request).containsOnly(LONG);
	}

	@Test
	@DisplayName("H05 a request for several models gets the shorter prompt for its first alone")
	void asksOneModelWithTheShorterPrompt() {
		Walking walk = Walking.inThrees("a/a", "b/b", "c/c", "d/d", "e/e")
			.request(LONG)
			.compaction(shorten())
			.failsWhole(FailureKind.CONTEXT_LENGTH, 400)
			.answers("hi");
		answer(walk);
		assertThat(walk.sent()).containsExactly("[a/a, b/b, c/c]", "[d/d]");
	}

	@SuppressWarnings("NullAway")
	static Stream<Arguments> useless() {
		return Stream.of(arguments("throws", compactor((occasion) -> {
			throw new IllegalStateException("no");
		})), arguments("throws an error", compactor((occasion) -> {
			throw new NoSuchMethodError("no");
		})), arguments("fails", compactor((occasion) -> Mono.error(new IllegalStateException("no")))),
				arguments("is null", compactor((occasion) -> null)),
				arguments("is empty", compactor((occasion) -> Mono.empty())),
				arguments("has no messages", compactor((occasion) -> Mono.just(List.of()))),
				arguments("has an absent message", compactor((occasion) -> Mono.just(Arrays.asList(LAST, null)))),
				arguments("has an empty message", compactor((occasion) -> Mono.just(List.of(Message.user(""))))),
				arguments("is of equal size", compactor((occasion) -> Mono.just(List.of(RULES, LAST, OLD)))),
				arguments("is the same", compactor((occasion) -> Mono.just(occasion.request().messages()))),
				arguments("grows by a letter",
						compactor((occasion) -> Mono.just(List.of(RULES, OLD, Message.user("Why??"))))),
				arguments("grows", compactor((occasion) -> Mono.just(List.of(RULES, OLD, OLD, LAST)))),
				arguments("hangs", compactor((occasion) -> Mono.never())));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	@DisplayName("H05 a compactor that is of no use leaves everything as it was")
	void useless(String what, PromptCompactor compactor) {
		Walking walk = walk(recorded(compactor), target("a/a", null), target("b/b", null))
			.fails(FailureKind.CONTEXT_LENGTH, 400)
			.answers("hi");
		Call call = walk.call(false).withDeadlineAt(Duration.ofMinutes(2).toNanos());
		List<CascadeResponse> answers = new ArrayList<>();
		Disposable running = CascadeResponse.collect(walk.exchange().exchange(call)).subscribe(answers::add);
		walk.timer.advanceTimeBy(Duration.ofMinutes(1));
		assertThat(running.isDisposed()).isTrue();
		assertThat(answers).extracting(CascadeResponse::text).containsExactly("hi");
		assertThat(sent(walk)).containsExactly(LONG.messages(), LONG.messages());
		assertThat(walk.calls).noneMatch((hop) -> hop.routed().compacted());
		assertThat(this.occasions).hasSize(1);
	}

	@Test
	@DisplayName("H05 a cancel reaches the compactor")
	void isCancelledWithTheCall() {
		AtomicBoolean cancelled = new AtomicBoolean();
		PromptCompactor slow = (occasion) -> Mono.<List<Message>>never().doOnCancel(() -> cancelled.set(true));
		Walking walk = walk(slow, target("a/a", null), target("b/b", null)).fails(FailureKind.CONTEXT_LENGTH, 400);
		Disposable running = walk.streamed().subscribe();
		assertThat(cancelled).isFalse();
		running.dispose();
		assertThat(cancelled).isTrue();
		assertThat(walk.sent()).containsExactly("[a/a]");
	}

	@Test
	@DisplayName("H05 where no window is large enough the first one gets a prompt that fits")
	void shortensWhereNobodyIsLeft() {
		Walking walk = walk(shorten(), target("a/a", 1_000), target("b/b", 2_000)).answers("hi");
		answer(walk);
		assertThat(sent(walk)).containsExactly(SHORT);
		assertThat(walk.sent()).containsExactly("[a/a]");
		assertThat(this.occasions).extracting(Occasion::reason, Occasion::window)
			.containsExactly(tuple(Reason.WINDOW, 1_000));
	}

	@Test
	@DisplayName("H05 who takes the whole prompt comes first, and what is too small goes on after a failure")
	void asksForWholePromptsFirst() {
		Walking walk = walk(shorten(), target("a/a", 1_000), target("b/b", 100_000), target("c/c", 2_000))
			.fails(FailureKind.UNAVAILABLE, 503)
			.fails(FailureKind.UNAVAILABLE, 503)
			.fails(FailureKind.UNAVAILABLE, 503);
		CascadeExhaustedException failure = exhausted(walk);
		assertThat(walk.sent()).containsExactly("[b/b]", "[a/a]", "[c/c]");
		assertThat(sent(walk)).containsExactly(LONG.messages(), SHORT, SHORT);
		assertThat(failure.leftOut()).isEmpty();
	}

	@Test
	@DisplayName("H05 a window that surely holds the prompt gets all of it")
	void leavesThePromptToALargeWindow() {
		Walking walk = walk(shorten(), target("a/a", 5_000), target("b/b", 1_000_000))
			.fails(FailureKind.CONTEXT_LENGTH, 400)
			.answers("hi");
		answer(walk);
		assertThat(sent(walk)).containsExactly(LONG.messages(), LONG.messages());
		assertThat(this.occasions).isEmpty();
	}

	@Test
	@DisplayName("H05 a prompt that is shorter and still too long is not sent")
	void sendsNothingThatIsStillTooLong() {
		PromptCompactor half = (occasion) -> Mono.just(List.of(Message.user("history ".repeat(1_000))));
		Walking walk = walk(recorded(half), target("a/a", 1_000), target("b/b", 500));
		assertThatExceptionOfType(NoCandidateException.class).isThrownBy(() -> answer(walk))
			.satisfies((failure) -> assertThat(failure.leftOut()).extracting(LeftOut::reason)
				.containsExactly(LeftOut.Reason.CONTEXT, LeftOut.Reason.CONTEXT));
		assertThat(this.occasions).hasSize(2);
		assertThat(walk.sent()).isEmpty();
	}

	@Test
	@DisplayName("H05 the bounds of a walk hold for shorter prompts too")
	void keepsTheBoundsOfTheWalk() {
		Walking walk = walk(shorten(), target("b/b", 100_000), target("a/a", 1_000))
			.rules(FallbackRules.DEFAULTS.withMaxFallbacks(0))
			.fails(FailureKind.UNAVAILABLE, 503);
		assertThat(exhausted(walk)).isNotNull();
		assertThat(walk.sent()).containsExactly("[b/b]");
		Walking late = walk(recorded((occasion) -> Mono.never()), target("a/a", null), target("b/b", null))
			.timeouts(Timeouts.DEFAULTS.withDeadline(Duration.ofSeconds(3)))
			.fails(FailureKind.CONTEXT_LENGTH, 400);
		List<Throwable> failures = new ArrayList<>();
		late.exchange()
			.exchange(late.call(false).withDeadlineAt(Duration.ofSeconds(3).toNanos()))
			.subscribe((chunk) -> {
			}, failures::add);
		late.timer.advanceTimeBy(Duration.ofMillis(1_500));
		assertThat(failures).singleElement()
			.isInstanceOfSatisfying(CascadeException.class,
					(failure) -> assertThat(failure.kind()).isEqualTo(FailureKind.DEADLINE));
	}

	@Test
	@DisplayName("H05 what a hop may cost is that of the shorter prompt, also where the caller told the length")
	void pricesTheShorterPrompt() {
		Walking walk = walk(shorten(), target("a/a", null), target("b/b", null)).request(LONG.promptTokens(1_000_000))
			.timeouts(Timeouts.DEFAULTS.withFirstTokenPer1kTokens(Duration.ofMillis(1)))
			.settings(CompactionTests::paid)
			.fails(FailureKind.CONTEXT_LENGTH, 400)
			.answers("hi");
		answer(walk);
		List<CostEstimate> estimates = walk.hops.stream().map((hop) -> hop.estimate()).toList();
		assertThat(estimates.get(0).worstCase()).isEqualByComparingTo("1.0001");
		assertThat(estimates.get(1).worstCase()).isBetween(new BigDecimal("0.0001"), new BigDecimal("0.00015"));
		assertThat(walk.calls.get(0).routed().promptTokens()).isEqualTo(1_000_000);
		assertThat(walk.calls.get(1).routed().promptTokens()).isLessThan(50);
	}

	private static CallSettings paid(CallSettings settings) {
		return new CallSettings(settings.timeouts(), settings.fallback(), settings.stream(), settings.hedge(),
				settings.retry(), settings.selection().withMaxCost(new BigDecimal(1_000)), GateRules.DEFAULTS);
	}

	private static PromptCompactor compactor(PromptCompactor compactor) {
		return compactor;
	}

	private PromptCompactor shorten() {
		return recorded((occasion) -> Mono.just(SHORT));
	}

	private PromptCompactor recorded(PromptCompactor compactor) {
		return (occasion) -> {
			this.occasions.add(occasion);
			return compactor.compact(occasion);
		};
	}

	private static Walking walk(PromptCompactor compactor, Target... targets) {
		PlanningContext planning = new PlanningContext(new AllAvailable(), PriceList.empty(), Budgets.none(),
				LearnedScores.none(), (request) -> PromptTokens.exactly(TokenizerCounter.glance(request)));
		return Walking.of(List.of(targets)).request(LONG).planning(planning).compaction(compactor);
	}

	private static Target target(String slug, @Nullable Integer window) {
		Price price = Price.perMillion(BigDecimal.ONE, BigDecimal.ONE);
		return new Target(Walking.SINGLE, slug, "test", Options.none().maxTokens(100), ProviderPreferences.none(),
				new Target.Traits(null, window, false, price, null));
	}

	private static List<List<Message>> sent(Walking walk) {
		return walk.calls.stream().map((call) -> call.request().messages()).toList();
	}

	private static CascadeResponse answer(Walking walk) {
		return Objects.requireNonNull(walk.folded());
	}

	private static CascadeExhaustedException exhausted(Walking walk) {
		return (CascadeExhaustedException) Objects.requireNonNull(Objects.requireNonNull(
				CascadeResponse.collect(walk.exchange().exchange(walk.call(false))).materialize().block(Walking.SOON))
			.getThrowable());
	}

}
