package io.cascade.routing;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.cascade.Attempt;
import io.cascade.BudgetExceededException;
import io.cascade.CallSettings;
import io.cascade.CascadeExhaustedException;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.ContentPart;
import io.cascade.CostEstimate;
import io.cascade.FailureKind;
import io.cascade.GateRules;
import io.cascade.Hop;
import io.cascade.LeftOut;
import io.cascade.LeftOut.Reason;
import io.cascade.Message;
import io.cascade.NoCandidateException;
import io.cascade.Options;
import io.cascade.Plan;
import io.cascade.Price;
import io.cascade.ProviderPreferences;
import io.cascade.ResponseFormat;
import io.cascade.SelectionRules;
import io.cascade.SelectionRules.OrderBy;
import io.cascade.SelectionRules.UnknownPrice;
import io.cascade.Target;
import io.cascade.Tool;
import io.cascade.Upstream;
import io.cascade.UpstreamException;
import io.cascade.Usage;
import io.cascade.budget.SpendAccount;
import io.cascade.budget.SpendLedger.Reservation;
import io.cascade.exchange.Call;
import io.cascade.health.CoolingDown;
import io.cascade.health.LearnedScores;
import io.cascade.health.Performance;
import io.cascade.health.Unavailability;
import io.cascade.pricing.PromptTokens;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Whom a call asks, in which order, and for how much.
 */
class SelectionTests {

	private static final Tool LOOK_UP = new Tool("look_up", null, Map.of("type", "object"), null);

	private static final Target DEAR = Shop.target("d/dear", "100");

	private static final Target CHEAP = Shop.target("c/cheap", "1");

	private static final Target MIDDLE = Shop.target("m/middle", "10");

	private static final Target UNPRICED = Shop.target("u/unpriced");

	private final Shop shop = new Shop();

	private static UnaryOperator<CallSettings> selection(UnaryOperator<SelectionRules> change) {
		return (settings) -> new CallSettings(settings.timeouts(), settings.fallback(), settings.stream(),
				settings.hedge(), settings.retry(), change.apply(settings.selection()), GateRules.DEFAULTS);
	}

	private static Walking walk(Target... targets) {
		return Walking.of(List.of(targets));
	}

	private Plan plan(Walking walk) {
		return new RoutePlanner(this.shop.planning()).plan(walk.call(false));
	}

	private List<String> order(Walking walk) {
		return plan(walk).hops().stream().map((hop) -> hop.first().id()).toList();
	}

	@Test
	void ordersByWhatThisRequestIsExpectedToCost() {
		Walking walk = walk(UNPRICED, DEAR, MIDDLE, CHEAP).settings(selection((s) -> s.withOrderBy(OrderBy.PRICE)));
		assertThat(order(walk)).containsExactly("c/cheap", "m/middle", "d/dear", "u/unpriced");
	}

	@Test
	void keepsTheListedOrderWherePricesAreEqual() {
		Walking walk = walk(Shop.target("a/one", "1"), Shop.target("a/two", "1"), Shop.target("a/three", "1"))
			.settings(selection((s) -> s.withOrderBy(OrderBy.PRICE)));
		assertThat(order(walk)).containsExactly("a/one", "a/two", "a/three");
	}

	@Test
	void theLengthOfThePromptDecidesWhichIsCheaper() {
		Target prompts = Shop.target("a/cheap-prompts");
		Target answers = Shop.target("a/cheap-answers");
		this.shop.knows((target) -> Price.perMillion(new BigDecimal(target.equals(prompts) ? "1" : "5"),
				new BigDecimal(target.equals(prompts) ? "50" : "5")));
		Walking walk = walk(prompts, answers).settings(selection((s) -> s.withOrderBy(OrderBy.PRICE)));
		assertThat(order(walk)).containsExactly("a/cheap-answers", "a/cheap-prompts");
		this.shop.promptOf(1_000_000);
		assertThat(order(walk)).containsExactly("a/cheap-prompts", "a/cheap-answers");
	}

	@Test
	void aPriceForLongPromptsHoldsForLongPrompts() {
		Price surcharge = Price.perMillion(new BigDecimal("100"), new BigDecimal("100"));
		Price base = Price.perMillion(BigDecimal.ONE, BigDecimal.ONE);
		Price conditional = new Price(base.prompt(), base.completion(), null, null, null, BigDecimal.ZERO,
				BigDecimal.ZERO, List.of(new Price.Conditional(200_000L, null, null, surcharge)));
		this.shop.lists("a/tiered", conditional, null, null, null);
		Walking walk = walk(MIDDLE, Shop.target("a/tiered")).settings(selection((s) -> s.withOrderBy(OrderBy.PRICE)));
		assertThat(order(walk)).containsExactly("a/tiered", "m/middle");
		this.shop.promptOf(300_000);
		assertThat(order(walk)).containsExactly("m/middle", "a/tiered");
	}

	@Test
	void answersThatWereSeenDecideWhatAnAnswerCosts() {
		Performance performance = new Performance(List.of(CHEAP), List.of("test"), this.shop.clock());
		this.shop.observes(performance);
		IntStream.range(0, 3).forEach((index) -> observe(performance, CHEAP, 10, 100, 50));
		CostEstimate estimate = plan(walk(CHEAP)).hops().get(0).estimate();
		assertThat(estimate.expected()).isEqualByComparingTo("0.00105");
		assertThat(estimate.worstCase()).isEqualByComparingTo("0.002");
	}

	@ParameterizedTest
	@EnumSource(names = "LISTED", mode = EnumSource.Mode.EXCLUDE)
	void neverReordersAcrossEscalations(OrderBy orderBy) {
		Target premium = Shop.target("p/premium", "premium", "0.1", 3.0);
		Target cheap = Shop.target("c/cheap", "test", "1", 2.0);
		Target dear = Shop.target("d/dear", "test", "100", 1.0);
		Performance performance = new Performance(List.of(dear, cheap, premium), List.of("test"), this.shop.clock());
		observe(performance, premium, 1, 2, 100);
		observe(performance, cheap, 10, 20, 100);
		observe(performance, dear, 1_000, 2_000, 100);
		this.shop.observes(performance);
		Walking walk = walk(dear, cheap, premium).settings(selection((s) -> s.withOrderBy(orderBy)));
		assertThat(order(walk)).containsExactly("c/cheap", "d/dear", "p/premium");
	}

	@Test
	void whatARequestPutInFrontStaysThere() {
		Call call = walk(DEAR, MIDDLE, CHEAP).settings(selection((s) -> s.withOrderBy(OrderBy.PRICE))).call(false);
		Call led = new Call(call.request(), call.chain().withTargets(call.chain().targets(), 1), call.settings(),
				false);
		assertThat(new RoutePlanner(this.shop.planning()).plan(led).hops()).extracting((hop) -> hop.first().id())
			.containsExactly("d/dear", "c/cheap", "m/middle");
	}

	@Test
	void leavesOutWhatIsNotGoodEnoughByTheUsersOwnScore() {
		Target poor = Shop.target("q/poor", "test", "1", 0.4);
		Target good = Shop.target("q/good", "test", "2", 0.9);
		Walking walk = walk(poor, good, MIDDLE)
			.settings(selection((s) -> s.withOrderBy(OrderBy.PRICE).withMinQuality(0.7)));
		assertThat(order(walk)).containsExactly("q/good", "m/middle");
		assertThat(plan(walk).leftOut()).containsExactly(new LeftOut("q/poor", Reason.QUALITY));
	}

	@Test
	@DisplayName("I18 from a free model to one that costs money only where that is allowed")
	void goesFromFreeToPaidOnlyIfAllowed() {
		Target free = Shop.target("f/model:free");
		Walking walk = walk(free, CHEAP).fails(FailureKind.UNAVAILABLE, 503);
		assertThatExceptionOfType(CascadeExhaustedException.class).isThrownBy(walk::folded)
			.satisfies((failure) -> assertThat(failure.leftOut()).containsExactly(new LeftOut("c/cheap", Reason.PAID)))
			.withMessageContaining("Left out: c/cheap (paid)");
		assertThat(walk.sent()).containsExactly("[f/model:free]");
		Walking allowed = walk(free, CHEAP).settings(selection((s) -> s.withAllowPaid(true)))
			.fails(FailureKind.UNAVAILABLE, 503)
			.answers("Paid.");
		assertThat(text(allowed)).isEqualTo("Paid.");
	}

	@Test
	@DisplayName("I18 what costs nothing may follow a free model")
	void whatCostsNothingMayFollowAFreeModel() {
		Target local = Shop.target("l/local");
		this.shop.knows((target) -> target.equals(local) ? Price.FREE : null);
		assertThat(order(walk(Shop.target("f/model:free"), local, CHEAP))).containsExactly("f/model:free", "l/local");
	}

	@Test
	@DisplayName("C09 a model that lacks tools, a schema or images is left out, an unknown one is tried")
	void leavesOutWhatLacksACapability() {
		this.shop.lists("a/tools", null, null, Set.of("tools", "max_tokens"), Set.of("text"))
			.lists("a/schema", null, null, Set.of("structured_outputs"), Set.of("text"))
			.lists("a/eyes", null, null, Set.of("max_tokens"), Set.of("text", "image"));
		Target[] all = { Shop.target("a/tools"), Shop.target("a/schema"), Shop.target("a/eyes"),
				Shop.target("a/unknown") };
		assertThat(order(walk(all).request(CascadeRequest.of("Hi").tools(LOOK_UP)))).containsExactly("a/tools",
				"a/unknown");
		ResponseFormat schema = ResponseFormat.jsonSchema("answer", Map.of("type", "object"));
		assertThat(order(walk(all).request(CascadeRequest.of("Hi").responseFormat(schema)))).containsExactly("a/schema",
				"a/unknown");
		Message image = Message.user(ContentPart.text("What is it?"), ContentPart.image("https://example.org/a.png"));
		assertThat(plan(walk(all).request(CascadeRequest.of(image))).leftOut())
			.containsExactly(new LeftOut("a/tools", Reason.CAPABILITY), new LeftOut("a/schema", Reason.CAPABILITY));
		assertThat(order(walk(all))).hasSize(4);
	}

	@Test
	@DisplayName("C13 where nobody has what it takes, the error has the reason of each")
	void reportsWhyNobodyFits() {
		this.shop.lists("a/tools", null, 500, Set.of(), null);
		Walking walk = walk(Shop.target("a/tools")).planning(this.shop.planning())
			.request(CascadeRequest.of("Hi").tools(LOOK_UP));
		assertThatExceptionOfType(NoCandidateException.class).isThrownBy(walk::folded)
			.withMessageContaining("a/tools (capability)");
	}

	@Test
	@DisplayName("H03 the window of the catalog decides, and the size of the prompt alone where that is enough")
	void leavesOutWindowsThatAreTooSmall() {
		this.shop.lists("a/small", null, 8_000, null, null).lists("a/large", null, 1_000_000, null, null);
		Walking walk = walk(Shop.target("a/small"), Shop.target("a/large"));
		assertThat(order(walk)).containsExactly("a/small", "a/large");
		assertThat(this.shop.counted).hasValue(0);
		Walking longer = walk(Shop.target("a/small"), Shop.target("a/large"))
			.request(CascadeRequest.of("word ".repeat(20_000)));
		this.shop.promptOf(20_000);
		assertThat(plan(longer).leftOut()).containsExactly(new LeftOut("a/small", Reason.CONTEXT));
		assertThat(this.shop.counted).hasValue(1);
	}

	@Test
	@DisplayName("H03 what may fit by the least that it can be is tried")
	void triesWhatMayFit() {
		this.shop.lists("a/small", null, 8_000, null, null);
		PlanningContext unsure = new PlanningContext(this.shop.planning().availability(), this.shop.planning().prices(),
				this.shop.budgets(), LearnedScores.none(), (request) -> new PromptTokens(6_000, 8_000, 10_000));
		Walking walk = walk(Shop.target("a/small")).request(CascadeRequest.of("word ".repeat(20_000)));
		assertThat(new RoutePlanner(unsure).plan(walk.call(false)).leftOut()).isEmpty();
	}

	@Test
	@DisplayName("H01 H02 a prompt that was too long goes to a window that is larger by the catalog")
	void goesToALargerWindowOfTheCatalog() {
		this.shop.lists("a/one", null, 8_000, null, null)
			.lists("a/same", null, 8_000, null, null)
			.lists("a/large", null, 100_000, null, null);
		Walking walk = walk(Shop.target("a/one"), Shop.target("a/same"), Shop.target("a/large"))
			.planning(this.shop.planning())
			.fails(FailureKind.CONTEXT_LENGTH, 400)
			.answers("Fits.");
		assertThat(text(walk)).isEqualTo("Fits.");
		assertThat(walk.sent()).containsExactly("[a/one]", "[a/large]");
	}

	@Test
	@DisplayName("I09 a target whose worst case breaks the ceiling of the call is left out")
	void leavesOutWhatBreaksTheCeiling() {
		Walking walk = walk(DEAR, CHEAP, UNPRICED).settings(selection((s) -> s.withMaxCost(new BigDecimal("0.05"))));
		assertThat(order(walk)).containsExactly("c/cheap", "u/unpriced");
		assertThat(plan(walk).leftOut()).containsExactly(new LeftOut("d/dear", Reason.MAX_COST));
		Walking strict = walk(DEAR, CHEAP, UNPRICED)
			.settings(selection((s) -> s.withMaxCost(new BigDecimal("0.05")).withUnknownPrice(UnknownPrice.LEAVE_OUT)));
		assertThat(plan(strict).leftOut()).containsExactlyInAnyOrder(new LeftOut("d/dear", Reason.MAX_COST),
				new LeftOut("u/unpriced", Reason.PRICE_UNKNOWN));
	}

	@Test
	@DisplayName("I09 a ceiling of 0 lets only what costs nothing pass")
	void aCeilingOfNothingLetsOnlyFreeModelsPass() {
		Target free = Shop.target("l/local", "0");
		Walking walk = walk(CHEAP, UNPRICED, free).settings(selection((s) -> s.withMaxCost(BigDecimal.ZERO)));
		assertThat(order(walk)).containsExactly("l/local");
	}

	@Test
	@DisplayName("I09 what earlier attempts have cost counts against the ceiling")
	void earlierAttemptsCountAgainstTheCeiling() {
		Walking walk = walk(CHEAP, MIDDLE).settings(selection((s) -> s.withMaxCost(new BigDecimal("0.021"))))
			.fails(FailureKind.UNAVAILABLE, 503);
		Call call = walk.call(false);
		call.journal().reserve(new BigDecimal("0.002"), null);
		Flux<?> answer = walk.planning(this.shop.planning()).exchange().exchange(call);
		assertThatExceptionOfType(CascadeExhaustedException.class).isThrownBy(answer::blockLast)
			.satisfies((failure) -> assertThat(failure.leftOut())
				.containsExactly(new LeftOut("m/middle", Reason.MAX_COST)));
	}

	@Test
	@DisplayName("I08 the budget is looked at again before each target")
	void looksAtTheBudgetBeforeEachTarget() {
		this.shop.budget("all", "0.05", null, null);
		Walking walk = walk(CHEAP, MIDDLE).planning(this.shop.planning()).fails(FailureKind.UNAVAILABLE, 503);
		Call call = walk.call(false);
		Flux<?> answer = walk.exchange().exchange(call);
		spend("all", "0.04");
		assertThatExceptionOfType(CascadeExhaustedException.class).isThrownBy(answer::blockLast)
			.satisfies((failure) -> assertThat(failure.leftOut()).extracting(LeftOut::target, LeftOut::reason)
				.containsExactly(tuple("m/middle", Reason.BUDGET)))
			.satisfies((failure) -> assertThat(failure.leftOut().get(0).until()).isNotNull());
		assertThat(walk.sent()).containsExactly("[c/cheap]");
	}

	@Test
	@DisplayName("I12 I14 a budget of 0 lets nothing pass that costs anything, and says when to come back")
	void aBudgetOfNothingLetsNothingPass() {
		this.shop.budget("all", "0", null, null);
		Walking walk = walk(CHEAP, UNPRICED).planning(this.shop.planning());
		assertThatExceptionOfType(BudgetExceededException.class).isThrownBy(walk::folded).satisfies((failure) -> {
			assertThat(failure.kind()).isEqualTo(FailureKind.BUDGET);
			assertThat(failure.retryAt()).isEqualTo(Instant.parse("2026-11-24T00:00:00Z"));
			assertThat(failure.budget().name()).isEqualTo("all");
			assertThat(failure.attempts()).isEmpty();
			assertThat(failure.spend().known()).isZero();
		})
			.withMessage("Budget 'all' has no room for a call to chain 'test': 0 of 0 USD are spent or reserved, room "
					+ "comes back at 2026-11-24T00:00:00Z. Left out: c/cheap (budget until 2026-11-24T00:00:00Z), "
					+ "u/unpriced (budget until 2026-11-24T00:00:00Z)");
		assertThat(walk.sent()).isEmpty();
		assertThat(order(walk(Shop.target("l/local", "0")))).containsExactly("l/local");
	}

	@Test
	@DisplayName("I12 without a budget everything passes")
	void withoutABudgetEverythingPasses() {
		assertThat(order(walk(DEAR, UNPRICED))).containsExactly("d/dear", "u/unpriced");
		assertThat(this.shop.counted).hasValue(1);
	}

	@Test
	void stepsDownToTheCheaperChainWhenTheBudgetHasNoRoom() {
		Target other = Shop.target("s/small", "budget", "0.5", null);
		this.shop.budget("tenant", "0.05", "tenant", "budget").chain("budget", CHEAP, other);
		CascadeRequest request = CascadeRequest.of("Hi").tag("tenant", "acme");
		Walking walk = walk(MIDDLE).request(request);
		assertThat(order(walk)).containsExactly("m/middle");
		spend("tenant", "0.05");
		assertThat(order(walk)).containsExactly("s/small");
		assertThat(plan(walk).leftOut()).extracting(LeftOut::target, LeftOut::reason)
			.containsExactly(tuple("m/middle", Reason.BUDGET), tuple("c/cheap", Reason.BUDGET));
		assertThat(order(walk(MIDDLE).request(CascadeRequest.of("Hi").tag("tenant", "other"))))
			.containsExactly("m/middle");
		assertThat(order(walk(MIDDLE))).containsExactly("m/middle");
	}

	@Test
	@DisplayName("I10 I14 a budget that was used up between plan and request refuses with its reset")
	void reportsABudgetThatWasUsedUpInBetween() {
		this.shop.budget("all", "1", null, null);
		Walking walk = walk(MIDDLE).planning(this.shop.planning()).breaks(refusedByABudget());
		assertThatExceptionOfType(BudgetExceededException.class).isThrownBy(walk::folded)
			.returns(Instant.parse("2026-11-24T00:00:00Z"), BudgetExceededException::retryAt)
			.satisfies(
					(failure) -> assertThat(failure.leftOut()).containsExactly(new LeftOut("m/middle", Reason.BUDGET)));
	}

	@Test
	@DisplayName("I10 a budget that was used up between plan and request steps down too")
	void stepsDownWhereTheBudgetWasUsedUpInBetween() {
		Target small = Shop.target("s/small", "budget", "0.5", null);
		this.shop.budget("all", "1", null, "budget").chain("budget", small);
		Walking walk = walk(MIDDLE).planning(this.shop.planning()).breaks(refusedByABudget()).answers("Cheaper.");
		assertThat(text(walk)).isEqualTo("Cheaper.");
		assertThat(walk.sent()).containsExactly("[m/middle]", "[s/small]");
	}

	private static UpstreamException refusedByABudget() {
		return new UpstreamException(Upstream.DEFAULT, FailureKind.BUDGET, UpstreamException.Details.because("no room"),
				null);
	}

	@Test
	void waitsForNobodyWhoCanNotBePaidFor() {
		this.shop.budget("all", "0.01", null, null)
			.availability(new CoolingDown("c/cheap",
					new Unavailability(Reason.COOLDOWN, this.shop.clock().instant().plusSeconds(3600))));
		Walking walk = walk(CHEAP, DEAR).planning(this.shop.planning());
		assertThatExceptionOfType(BudgetExceededException.class).isThrownBy(walk::folded)
			.satisfies((failure) -> assertThat(failure.leftOut()).extracting(LeftOut::reason)
				.containsExactly(Reason.COOLDOWN, Reason.BUDGET));
	}

	@Test
	void reportsWhatEachHopMayCost() {
		Plan plan = plan(walk(CHEAP, MIDDLE, UNPRICED));
		assertThat(plan.hops()).extracting(Hop::estimate)
			.containsExactly(new CostEstimate(new BigDecimal("0.002000"), new BigDecimal("0.002000")),
					new CostEstimate(new BigDecimal("0.020000"), new BigDecimal("0.020000")), CostEstimate.UNKNOWN);
	}

	@Test
	void theWorstCaseIsTheDearestOfAHopAndTheMostThatThePromptCanBe() {
		Target first = inThrees("a/first");
		Target second = inThrees("a/second");
		this.shop.lists("a/first", Price.perMillion(BigDecimal.ONE, BigDecimal.ONE), null, null, null)
			.lists("a/second", Price.perMillion(BigDecimal.TEN, BigDecimal.TEN), null, null, null);
		PlanningContext unsure = new PlanningContext(this.shop.planning().availability(), this.shop.planning().prices(),
				this.shop.budgets(), LearnedScores.none(), (request) -> new PromptTokens(500, 1_000, 3_000));
		Plan plan = new RoutePlanner(unsure).plan(walk(first, second).call(false));
		assertThat(plan.hops()).hasSize(1);
		assertThat(plan.hops().get(0).estimate().expected()).isEqualByComparingTo("0.002");
		assertThat(plan.hops().get(0).estimate().worstCase()).isEqualByComparingTo("0.04");
	}

	private static Target inThrees(String slug) {
		return new Target(Walking.OPENROUTER, slug, "test", Options.none().maxTokens(1_000), ProviderPreferences.none(),
				Target.Traits.UNKNOWN);
	}

	@Test
	void countsAtMostOnceForACall() {
		this.shop.budget("all", "100", null, null);
		Walking walk = walk(CHEAP, MIDDLE, DEAR).planning(this.shop.planning())
			.settings(selection((s) -> s.withOrderBy(OrderBy.PRICE).withMaxCost(BigDecimal.TEN)))
			.fails(FailureKind.UNAVAILABLE, 503)
			.fails(FailureKind.UNAVAILABLE, 503)
			.answers("Dear.");
		assertThat(text(walk)).isEqualTo("Dear.");
		assertThat(this.shop.counted).hasValue(1);
	}

	@Test
	void whatTheCallerCountedIsNotCountedAgain() {
		Plan plan = plan(walk(CHEAP).request(CascadeRequest.of("Hi").promptTokens(2_000)));
		assertThat(plan.hops().get(0).estimate().expected()).isEqualByComparingTo("0.003");
		assertThat(this.shop.counted).hasValue(0);
	}

	@Test
	void ordersByWhatWasObserved() {
		Performance performance = new Performance(List.of(DEAR, MIDDLE, CHEAP), List.of("test"), this.shop.clock());
		observe(performance, DEAR, 300, 1_300, 10);
		observe(performance, MIDDLE, 100, 10_100, 10);
		this.shop.observes(performance);
		assertThat(order(walk(DEAR, MIDDLE, CHEAP).settings(selection((s) -> s.withOrderBy(OrderBy.LATENCY)))))
			.containsExactly("m/middle", "d/dear", "c/cheap");
		assertThat(order(walk(MIDDLE, DEAR, CHEAP).settings(selection((s) -> s.withOrderBy(OrderBy.THROUGHPUT)))))
			.containsExactly("d/dear", "m/middle", "c/cheap");
	}

	@Test
	void oneThatRecoveredGetsItsPlaceBackAndFewCallsFindOut() {
		Performance performance = new Performance(List.of(DEAR, CHEAP), List.of("test"), this.shop.clock());
		this.shop.observes(performance);
		observe(performance, DEAR, 5_000, 6_000, 10);
		observe(performance, CHEAP, 400, 900, 10);
		Walking walk = walk(DEAR, CHEAP).settings(selection((s) -> s.withOrderBy(OrderBy.LATENCY)));
		List<String> asked = new ArrayList<>();
		for (int call = 0; call < 600; call++) {
			this.shop.clock.move(Duration.ofSeconds(1));
			Candidates candidates = new Candidates(walk.call(false), this.shop.planning(), true);
			Target first = candidates.askable().get(0);
			asked.add(first.id());
			observe(performance, first, first.equals(DEAR) ? 50 : 400, 900, 10);
		}
		int back = asked.lastIndexOf("c/cheap") + 1;
		assertThat(asked.subList(0, 200)).contains("d/dear");
		assertThat(Collections.frequency(asked.subList(400, 600), "d/dear")).isGreaterThan(180);
		assertThat(back).isGreaterThan(1);
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0, 0.05, 0.2 })
	void exploresNoMoreThanItsShare(double share) {
		List<Target> targets = IntStream.range(0, 10).mapToObj((number) -> Shop.target("a/" + number)).toList();
		Performance performance = new Performance(targets, List.of("test"), this.shop.clock());
		int trials = 0;
		for (int call = 0; call < 1_000; call++) {
			this.shop.clock.move(Duration.ofMinutes(2));
			trials += (performance.explore(targets, share) != null) ? 1 : 0;
		}
		assertThat(trials).isBetween((int) (share * 1_000) - 1, (int) (share * 1_000) + 1);
	}

	@Test
	void doesNotExploreWhatWasSeenLately() {
		Performance performance = new Performance(List.of(DEAR, CHEAP), List.of("test"), this.shop.clock());
		observe(performance, CHEAP, 400, 900, 10);
		assertThat(performance.explore(List.of(DEAR, CHEAP), 1)).isNull();
		this.shop.clock.move(Duration.ofSeconds(61));
		assertThat(performance.explore(List.of(DEAR, CHEAP), 1)).isEqualTo(CHEAP);
		assertThat(performance.explore(List.of(DEAR, CHEAP), 1)).isNull();
	}

	@Test
	void oneThatIsWaitedForInVainIsSlow() {
		Performance performance = new Performance(List.of(CHEAP), List.of("test"), this.shop.clock());
		performance.attempted(walk(CHEAP).call(false).view(),
				List.of(CHEAP.attempt(0, Attempt.Outcome.FAILED)
					.withKind(FailureKind.TIMEOUT)
					.withElapsed(Duration.ofSeconds(30))));
		assertThat(performance.latency(CHEAP)).isEqualTo(30_000);
	}

	@Test
	void ordersByTheConfiguredQuality() {
		Target good = Shop.target("a/good", "test", null, 80.0);
		Target better = Shop.target("a/better", "test", null, 90.0);
		Walking walk = walk(UNPRICED, good, better).settings(selection((s) -> s.withOrderBy(OrderBy.QUALITY)));
		assertThat(order(walk)).containsExactly("a/better", "a/good", "u/unpriced");
	}

	/** What is explained is what is sent, whatever the prices, budgets and orders are. */
	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 })
	void whatIsExplainedIsSent(long seed) {
		Random random = new Random(seed);
		List<Target> targets = IntStream.range(0, 1 + random.nextInt(10))
			.mapToObj((number) -> Shop.target("a/m" + number + ((random.nextInt(6) == 0) ? ":free" : ""),
					(random.nextInt(3) == 0) ? "tier" : "test",
					(random.nextInt(4) == 0) ? null : String.valueOf(random.nextInt(100)),
					random.nextBoolean() ? random.nextDouble() : null))
			.sorted(Comparator.comparing(Target::chain).reversed())
			.toList();
		this.shop.budget("all", String.valueOf(random.nextInt(3) * 0.05), null, null);
		OrderBy order = random.nextBoolean() ? OrderBy.PRICE : OrderBy.LISTED;
		BigDecimal most = random.nextBoolean() ? BigDecimal.valueOf(random.nextInt(100), 3) : null;
		boolean paid = random.nextBoolean();
		Walking walk = Walking.of(targets)
			.planning(this.shop.planning())
			.settings(selection((s) -> s.withOrderBy(order)
				.withMaxCost(most)
				.withAllowPaid(paid)
				.withMinQuality(random.nextBoolean() ? 0.5 : null)));
		Plan plan = plan(walk);
		targets.forEach((target) -> walk.fails(FailureKind.UNAVAILABLE, 503));
		walk.exchange().exchange(walk.call(false)).onErrorComplete().blockLast();
		assertThat(walk.sent()).isEqualTo(plan.hops().stream().map(Hop::toString).toList());
		assertThat(Stream.concat(plan.leftOut().stream().map(LeftOut::target),
				plan.hops().stream().map((hop) -> hop.first().id())))
			.containsExactlyInAnyOrderElementsOf(targets.stream().map(Target::id).toList());
	}

	private String text(Walking walk) {
		CascadeResponse response = walk.folded();
		return (response != null) ? response.text() : "";
	}

	private void spend(String budget, String usd) {
		this.shop.budgets().all().stream().filter((one) -> one.name().equals(budget)).forEach((one) -> {
			SpendAccount account = new SpendAccount(one, (one.tag() != null) ? "acme" : null);
			Reservation reserved = this.shop.ledger
				.reserve(List.of(account), new BigDecimal(usd), this.shop.clock().instant())
				.block();
			this.shop.ledger.settle(Objects.requireNonNull(reserved), new BigDecimal(usd)).block();
		});
	}

	private static void observe(Performance performance, Target target, long first, long elapsed, long tokens) {
		performance.attempted(walk(target).call(false).view(), List.of(attempt(target, first, elapsed, tokens)));
	}

	private static Attempt attempt(Target target, long first, long elapsed, @Nullable Long tokens) {
		Usage usage = new Usage(1_000L, tokens, null, null, null, null);
		return target.attempt(0, Attempt.Outcome.ANSWERED)
			.withStatus(200)
			.withElapsed(Duration.ofMillis(elapsed))
			.withTimeToFirstToken(Duration.ofMillis(first))
			.withUsage(usage);
	}

}
