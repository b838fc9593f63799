package io.cascade.routing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import io.cascade.Attempt;
import io.cascade.BudgetExceededException;
import io.cascade.CallSettings;
import io.cascade.CascadeChunk;
import io.cascade.CascadeEvent;
import io.cascade.CascadeEvent.BudgetReached;
import io.cascade.CascadeEvent.BudgetWaited;
import io.cascade.CascadeExhaustedException;
import io.cascade.CascadeListener;
import io.cascade.CascadeRequest;
import io.cascade.Cost;
import io.cascade.FailureKind;
import io.cascade.LeftOut;
import io.cascade.Options;
import io.cascade.ProviderPreferences;
import io.cascade.Target;
import io.cascade.UpstreamException;
import io.cascade.budget.Budget;
import io.cascade.budget.Budgets;
import io.cascade.budget.CalendarWindow;
import io.cascade.budget.SpendAccount;
import io.cascade.budget.SpendLedger;
import io.cascade.exchange.Call;
import io.cascade.exchange.Chain;
import io.cascade.exchange.Compaction;
import io.cascade.exchange.Time;
import io.cascade.health.AllAvailable;
import io.cascade.health.LearnedScores;
import io.cascade.pricing.PriceList;
import io.cascade.pricing.PromptTokens;
import io.cascade.spending.SpendExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls wait for what requests under way have reserved in their budgets, in virtual time.
 */
class RoomWaitTests implements CascadeListener {

	private static final CalendarWindow DAY = new CalendarWindow(CalendarWindow.Unit.DAY, ZoneOffset.UTC);

	/** A call of {@code n} tokens costs n cents in the worst case, and no more. */
	private static final Target TARGET = target("a/one", "10000");

	private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();

	private final TruthfulLedger ledger = new TruthfulLedger(this.timer);

	private final List<BudgetWaited> waits = new ArrayList<>();

	private final List<Told> told = new ArrayList<>();

	private final List<Budget> budgets = new ArrayList<>();

	private final Map<String, List<Target>> cheaper = new HashMap<>();

	private List<Target> targets = List.of(TARGET);

	private @Nullable Stack stack;

	@Test
	@DisplayName("I19 a call waits until a request under way has cost less than it reserved, and not a moment longer")
	void waitsForASettlement() {
		budget(Budget.of("all", usd("1"), DAY));
		Told first = ask(90, ScriptedCost.costs("0.05", Duration.ofSeconds(4)));
		Told second = ask(90, ScriptedCost.costs("0.05", Duration.ofSeconds(1)));
		advance(Duration.ofMillis(3_999));
		assertThat(second.begun).isNull();
		assertThat(stack().budgets().queue().size(account("all", null))).isEqualTo(1);
		advance(Duration.ofMillis(1));
		assertThat(first.outcome()).isEqualTo("answered");
		assertThat(second.begun).isEqualTo(Duration.ofSeconds(4));
		advance(Duration.ofSeconds(1));
		assertThat(second.outcome()).isEqualTo("answered");
		assertThat(this.waits)
			.containsExactly(new BudgetWaited("test", "all", null, Duration.ofSeconds(4), BudgetWaited.Outcome.ROOM));
		assertNothingLeft();
	}

	@Test
	@DisplayName("I19 when what is spent leaves no room, a call is refused at once, and one that waits too")
	void isRefusedAtOnceWhereWaitingIsInVain() {
		budget(Budget.of("all", usd("1"), DAY));
		ask(60, ScriptedCost.costs("0.60", Duration.ofSeconds(2)));
		Told waiting = ask(50, ScriptedCost.costs("0.01", Duration.ZERO));
		advance(Duration.ofSeconds(1));
		assertThat(waiting.outcome()).isEqualTo("pending");
		advance(Duration.ofSeconds(1));
		assertThat(waiting.outcome()).isEqualTo("refused");
		assertThat(ask(50, ScriptedCost.costs("0.01", Duration.ZERO)).outcome()).isEqualTo("refused");
		assertThat(this.waits).extracting(BudgetWaited::outcome).containsExactly(BudgetWaited.Outcome.REFUSED);
		assertNothingLeft();
	}

	@Test
	@DisplayName("I19 a call waits for max-wait at the most, and is refused then")
	void waitsForMaxWaitAtTheMost() {
		budget(Budget.of("all", usd("1"), DAY).withMaxWait(Duration.ofSeconds(3)));
		Told first = ask(90, ScriptedCost.costs("0.05", Duration.ofSeconds(9)));
		Told second = ask(90, ScriptedCost.costs("0.05", Duration.ZERO));
		advance(Duration.ofMillis(2_999));
		assertThat(second.outcome()).isEqualTo("pending");
		advance(Duration.ofMillis(1));
		assertThat(second.outcome()).isEqualTo("refused");
		assertThat(second.failure).isInstanceOfSatisfying(BudgetExceededException.class,
				(refused) -> assertThat(refused).returns(null, BudgetExceededException::retryAt)
					.returns(List.of(new LeftOut("a/one", LeftOut.Reason.BUDGET)), BudgetExceededException::leftOut));
		advance(Duration.ofSeconds(6));
		assertThat(first.outcome()).isEqualTo("answered");
		assertNothingLeft();
	}

	@Test
	@DisplayName("I19 a call that has 0 as max-wait is refused at once")
	void doesNotWaitWhereNobodyWantsIt() {
		budget(Budget.of("all", usd("1"), DAY).withMaxWait(Duration.ZERO));
		ask(90, ScriptedCost.costs("0.05", Duration.ofSeconds(9)));
		assertThat(ask(90, ScriptedCost.costs("0.05", Duration.ZERO)).outcome()).isEqualTo("refused");
		assertThat(this.waits).isEmpty();
	}

	@Test
	@DisplayName("I19 a wait ends when only the minimum slice of the deadline is left")
	void leavesTheMinimumSliceOfTheDeadline() {
		budget(Budget.of("all", usd("1"), DAY).withMaxWait(Duration.ofMinutes(5)));
		ask(90, ScriptedCost.costs("0.05", Duration.ofSeconds(60)));
		Told late = ask(call(90, CascadeRequest.of("Why?")).withDeadlineAt(now().plusSeconds(7).toNanos()),
				ScriptedCost.costs("0.05", Duration.ZERO));
		advance(Duration.ofMillis(4_999));
		assertThat(late.outcome()).isEqualTo("pending");
		advance(Duration.ofMillis(1));
		assertThat(late.outcome()).isEqualTo("refused");
	}

	@Test
	@DisplayName("I19 a call that is cancelled while it waits is gone at once")
	void isCancelledAtOnce() {
		budget(Budget.of("all", usd("1"), DAY));
		ask(90, ScriptedCost.costs("0.05", Duration.ofSeconds(5)));
		Told waiting = ask(90, ScriptedCost.costs("0.05", Duration.ZERO));
		Told next = ask(90, ScriptedCost.costs("0.05", Duration.ZERO));
		advance(Duration.ofSeconds(1));
		waiting.cancel();
		assertThat(stack().budgets().queue().size()).isEqualTo(1);
		assertThat(this.waits).containsExactly(
				new BudgetWaited("test", "all", null, Duration.ofSeconds(1), BudgetWaited.Outcome.CANCELLED));
		advance(Duration.ofSeconds(4));
		assertThat(waiting.begun).isNull();
		assertThat(next.outcome()).isEqualTo("answered");
		assertNothingLeft();
	}

	@Test
	@DisplayName("I19 whoever came first is served first")
	void servesInTheOrderInWhichTheyCame() {
		budget(Budget.of("all", usd("1"), DAY));
		ask(90, ScriptedCost.costs("0.01", Duration.ofSeconds(1)));
		List<Told> calls = IntStream.range(0, 8).mapToObj((i) -> {
			advance(Duration.ofMillis(10));
			return ask(90, ScriptedCost.costs("0.01", Duration.ofMillis(300)));
		}).toList();
		advance(Duration.ofSeconds(9));
		assertThat(calls).extracting(Told::outcome).containsOnly("answered");
		assertThat(calls).extracting((call) -> Objects.requireNonNull(call.begun)).isSorted();
		assertNothingLeft();
	}

	@Test
	@DisplayName("I19 a small call passes a large one that does not fit, sixteen times and no more")
	void theLargeAreNotPassedForEver() {
		budget(Budget.of("all", usd("1"), DAY));
		ask(50, ScriptedCost.costs("0.001", Duration.ofSeconds(6)));
		Told large = ask(95, ScriptedCost.costs("0.001", Duration.ofMillis(100)));
		List<Told> small = new ArrayList<>();
		for (int i = 0; i < 40; i++) {
			advance(Duration.ofMillis(100));
			small.add(ask(20, ScriptedCost.costs("0.001", Duration.ofMillis(150))));
		}
		assertThat(small.subList(0, 16)).allSatisfy((call) -> assertThat(call.begun).isNotNull());
		assertThat(small.subList(16, 40)).allSatisfy((call) -> assertThat(call.begun).isNull());
		advance(Duration.ofSeconds(9));
		assertThat(large.begun).isEqualTo(Duration.ofSeconds(6));
		assertThat(small).extracting(Told::outcome).containsOnly("answered");
		assertNothingLeft();
	}

	@Test
	@DisplayName("I19 a cheaper target of the chain that has room is asked at once")
	void asksWhoHasRoom() {
		Target cheap = target("b/cheap", "1000");
		this.targets = List.of(TARGET, cheap);
		budget(Budget.of("all", usd("1"), DAY));
		ask(90, ScriptedCost.costs("0.05", Duration.ofSeconds(4)));
		Told second = ask(90, ScriptedCost.costs("0.05", Duration.ZERO));
		assertThat(second.asked).containsExactly("[b/cheap]");
		assertThat(this.waits).isEmpty();
	}

	@Test
	@DisplayName("I19 a budget that steps down waits first where max-wait is set, and steps down then")
	void stepsDownAfterItsWait() {
		this.cheaper.put("economy", List.of(Shop.target("e/small", "economy", "100", null)));
		budget(Budget.of("all", usd("1"), DAY).withStepDownTo("economy").withMaxWait(Duration.ofSeconds(2)));
		ask(90, ScriptedCost.costs("0.05", Duration.ofSeconds(4)));
		Told second = ask(90, ScriptedCost.costs("0.05", Duration.ZERO));
		advance(Duration.ofMillis(1_999));
		assertThat(second.asked).isEmpty();
		advance(Duration.ofMillis(1));
		assertThat(second.asked).containsExactly("[e/small]");
		assertThat(second.outcome()).isEqualTo("answered");
	}

	@Test
	@DisplayName("I19 the chain that is stepped down to waits for another budget that has no room")
	void waitsForTheChainThatItStepsDownTo() {
		this.cheaper.put("economy", List.of(Shop.target("e/small", "economy", "5000", null)));
		budget(Budget.of("stepping", usd("0.4"), DAY).withStepDownTo("economy").withMaxWait(Duration.ZERO));
		budget(Budget.of("all", usd("0.6"), DAY));
		ask(30, ScriptedCost.costs("0.01", Duration.ofSeconds(4)));
		Told second = ask(90, ScriptedCost.costs("0.05", Duration.ZERO));
		assertThat(second.asked).isEmpty();
		advance(Duration.ofSeconds(4));
		assertThat(second.asked).containsExactly("[e/small]");
		assertNothingLeft();
	}

	@Test
	@DisplayName("I19 what another replica settles in a shared ledger is seen at the next look")
	void seesWhatOthersSettle() {
		budget(Budget.of("all", usd("1"), DAY));
		SpendLedger.Reservation elsewhere = Objects.requireNonNull(
				this.ledger.memory.reserve(List.of(account("all", null)), usd("0.9"), this.ledger.clock().instant())
					.block());
		Told call = ask(90, ScriptedCost.costs("0.05", Duration.ZERO));
		advance(Duration.ofMillis(300));
		this.ledger.memory.settle(elsewhere, usd("0.01")).block();
		advance(Duration.ofMillis(449));
		assertThat(call.begun).isNull();
		advance(Duration.ofMillis(1));
		assertThat(call.begun).isEqualTo(Duration.ofMillis(750));
	}

	@Test
	@DisplayName("I19 a ledger whose balance lags makes nobody ask it over and over")
	void doesNotSpinWhereTheBalanceLags() {
		budget(Budget.of("all", usd("1"), DAY));
		this.ledger.blind = true;
		ask(90, ScriptedCost.costs("0.05", Duration.ofSeconds(60)));
		Told second = ask(90, ScriptedCost.costs("0.05", Duration.ZERO));
		advance(Duration.ofSeconds(20));
		assertThat(second.outcome()).isEqualTo("refused");
		assertThat(this.ledger.asked).isLessThan(20);
	}

	@Test
	@DisplayName("I19 more than a thousand calls do not wait for one account: the next one is refused as before")
	void boundsHowManyWait() {
		budget(Budget.of("all", usd("1"), DAY));
		Told first = ask(90, ScriptedCost.costs("0.0001", Duration.ofSeconds(1)));
		List<Told> waiting = IntStream.range(0, 1_000)
			.mapToObj((i) -> ask(90, ScriptedCost.costs("0.00001", Duration.ofMillis(1))))
			.toList();
		assertThat(ask(90, ScriptedCost.costs("0.0001", Duration.ZERO)).outcome()).isEqualTo("refused");
		advance(Duration.ofSeconds(9));
		assertThat(first.outcome()).isEqualTo("answered");
		assertThat(waiting).extracting(Told::outcome).containsOnly("answered");
		assertNothingLeft();
	}

	@Test
	@DisplayName("I19 explain waits for nobody, and tells what has no room now")
	void explainDoesNotWait() {
		budget(Budget.of("all", usd("1"), DAY));
		ask(90, ScriptedCost.costs("0.05", Duration.ofSeconds(4)));
		RoutePlanner planner = new RoutePlanner(stack().planning());
		assertThat(planner.plan(call(90, CascadeRequest.of("Why?"))).leftOut()).extracting(LeftOut::reason)
			.containsExactly(LeftOut.Reason.BUDGET);
		assertThat(stack().budgets().queue().size()).isZero();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	@DisplayName("I19 fifty calls whose worst case is twenty times their cost pass a budget of twice what they cost")
	void fiftyCallsPass(boolean tagged) {
		budget(Budget.of("all", usd("1"), DAY).withTag(tagged ? "tenant" : null, null));
		CascadeRequest request = CascadeRequest.of("Why?").tag("tenant", "acme");
		List<Told> calls = IntStream.range(0, 50)
			.mapToObj((i) -> ask(call(20, request), ScriptedCost.costs("0.01", Duration.ofMillis(100 + 13L * (i % 7)))))
			.toList();
		advance(Duration.ofSeconds(10));
		assertThat(calls).extracting(Told::outcome).containsOnly("answered");
		assertThat(this.ledger.balance(account("all", tagged ? "acme" : null), this.ledger.clock().instant()).spent())
			.isEqualByComparingTo("0.50");
		assertNothingLeft();
	}

	static LongStream seeds() {
		return LongStream.range(0, Integer.getInteger("stress.budget-seeds", 250));
	}

	@ParameterizedTest
	@MethodSource("seeds")
	@DisplayName("I10 I19 whatever calls cost, fail or are cancelled: nothing is overspent, nobody is refused who had room in time, nothing is left")
	void neitherOverspendsNorRefusesFalsely(long seed) {
		Random random = new Random(seed);
		Duration wait = Duration.ofMillis(1 + random.nextInt(8_000));
		budget(Budget.of("all", usd(random.nextInt(20, 400), 2), DAY).withMaxWait(wait));
		if (random.nextBoolean()) {
			budget(Budget.of("tenants", usd(random.nextInt(20, 200), 2), DAY)
				.withTag("tenant", null)
				.withMaxWait(wait));
		}
		if (random.nextInt(4) == 0) {
			budget(Budget.of("acme", usd(random.nextInt(20, 200), 2), DAY).withTag("tenant", "t0").withMaxWait(wait));
		}
		this.targets = (random.nextInt(3) == 0) ? List.of(TARGET, target("b/cheap", "3000")) : List.of(TARGET);
		this.ledger.settlesWithin = random.nextBoolean() ? 0 : random.nextInt(1, 700);
		this.ledger.random = random;
		for (int i = 0; i < 60; i++) {
			advance(Duration.ofMillis((random.nextInt(3) == 0) ? random.nextInt(400) : 0));
			Told call = ask(
					call(random.nextInt(1, 90), CascadeRequest.of("Why?").tag("tenant", "t" + random.nextInt(3))),
					ScriptedCost.random(random));
			if (random.nextInt(8) == 0) {
				this.timer.schedule(call::cancel, random.nextInt(6_000), TimeUnit.MILLISECONDS);
			}
		}
		advance(Duration.ofMinutes(3));
		assertThat(this.told).extracting(Told::outcome).isSubsetOf("answered", "refused", "failed", "cancelled");
		assertThat(this.told).allSatisfy((call) -> assertThat(call.isFalselyRefused(wait)).isFalse());
		assertThat(this.waits).allSatisfy((waited) -> assertThat(waited.waited()).isLessThanOrEqualTo(wait));
		assertNothingLeft();
	}

	private void assertNothingLeft() {
		advance(Duration.ofMinutes(2));
		assertThat(stack().budgets().queue().size()).isZero();
		assertThat(this.ledger.overspent).isEmpty();
		for (Budget budget : this.budgets) {
			stack().budgets()
				.rooms(budget)
				.forEach((room) -> assertThat(room.balance().reserved()).as(room.account().toString()).isZero());
		}
	}

	@Override
	public void happened(CascadeEvent event) {
		if (event instanceof BudgetWaited wait) {
			this.waits.add(wait);
		}
		else {
			assertThat(event).isInstanceOf(BudgetReached.class);
		}
	}

	private void budget(Budget budget) {
		this.budgets.add(budget);
	}

	private static SpendAccount account(Budget budget, @Nullable String tag) {
		return new SpendAccount(budget, tag);
	}

	private SpendAccount account(String name, @Nullable String tag) {
		return this.budgets.stream()
			.filter((budget) -> budget.name().equals(name))
			.map((budget) -> account(budget, tag))
			.findFirst()
			.orElseThrow();
	}

	private static BigDecimal usd(String amount) {
		return new BigDecimal(amount);
	}

	private static BigDecimal usd(int unscaled, int scale) {
		return BigDecimal.valueOf(unscaled, scale);
	}

	private Duration now() {
		return Duration.ofMillis(this.timer.now(TimeUnit.MILLISECONDS));
	}

	private void advance(Duration time) {
		this.timer.advanceTimeBy(time);
	}

	private static Target target(String slug, String price) {
		return Shop.target(slug, price);
	}

	private Stack stack() {
		if (this.stack == null) {
			this.stack = new Stack(this.budgets, this.cheaper, this.ledger, this);
		}
		return this.stack;
	}

	private Told ask(int cents, ScriptedCost script) {
		return ask(call(cents, CascadeRequest.of("Why?")), script);
	}

	private Call call(int cents, CascadeRequest request) {
		Chain chain = new Chain("test", this.targets, Options.none(), ProviderPreferences.none(), CallSettings.DEFAULTS,
				0, List.of(), List.of());
		return new Call(request.maxTokens(cents), chain, CallSettings.DEFAULTS, false);
	}

	private Told ask(Call call, ScriptedCost script) {
		Told asked = new Told(call, script, this);
		this.told.add(asked);
		asked.subscribe();
		return asked;
	}

	/** A call, and what became of it. */
	private static final class Told {

		private final Call call;

		private final ScriptedCost script;

		private final RoomWaitTests test;

		private final Duration at;

		private final List<String> asked = new ArrayList<>();

		private @Nullable Duration begun;

		private @Nullable Duration over;

		private @Nullable String end;

		private @Nullable Throwable failure;

		private boolean hopeless;

		private @Nullable Disposable subscription;

		Told(Call call, ScriptedCost script, RoomWaitTests test) {
			this.call = call;
			this.script = script;
			this.test = test;
			this.at = test.now();
		}

		void subscribe() {
			Time time = new Time(this.test.ledger.clock(), this.test.timer);
			SpendExchange spending = new SpendExchange(this::answer, this.test.stack().budgets(), null,
					this.test.timer);
			RoutingExchange routing = new RoutingExchange(spending, List.of(), this.test.stack().planning(), time,
					Compaction.NONE);
			this.subscription = routing.exchange(this.call).doOnCancel(() -> ended("cancelled")).subscribe((chunk) -> {
			}, this::failed, () -> ended("answered"));
		}

		private Flux<CascadeChunk> answer(Call hop) {
			this.asked.add(hop.hop().toString());
			this.begun = (this.begun != null) ? this.begun : this.test.now();
			BigDecimal worst = Objects.requireNonNull(hop.hop().estimate().worstCase());
			Attempt attempt = hop.hop().first().attempt(hop.hop().index(), Attempt.Outcome.ANSWERED);
			return Mono.delay(this.script.after(), this.test.timer).<CascadeChunk>flatMapMany((tick) -> {
				if (this.script.fails()) {
					Attempt failed = hop.hop()
						.first()
						.attempt(hop.hop().index(), Attempt.Outcome.FAILED)
						.withKind(FailureKind.UNAVAILABLE)
						.withCost(Cost.UNKNOWN);
					hop.journal().add(List.of(failed));
					return Flux.error(new UpstreamException("openrouter", FailureKind.UNAVAILABLE,
							UpstreamException.Details.because("down").withAttempts(List.of(failed)), null));
				}
				Attempt answered = attempt.withCost(cost(worst));
				hop.journal().add(List.of(answered));
				return Flux.<CascadeChunk>just(CascadeChunk.End.of(answered, "stop"));
			}).doOnCancel(() -> hop.journal().add(List.of(attempt.withCost(Cost.UNKNOWN))));
		}

		private Cost cost(BigDecimal worst) {
			if (this.script.cost() != null) {
				return Cost.reported(this.script.cost(), null);
			}
			return (this.script.share() != null)
					? Cost.reported(worst.multiply(this.script.share()).setScale(9, RoundingMode.DOWN), null)
					: Cost.UNKNOWN;
		}

		private void failed(Throwable ex) {
			this.failure = ex;
			this.hopeless = this.test.stack()
				.budgets()
				.accounts("test", this.call.request().tags())
				.stream()
				.map((account) -> this.test.stack().budgets().room(account))
				.anyMatch((room) -> cheapest().compareTo(room.unreserved()) > 0);
			ended((ex instanceof BudgetExceededException) ? "refused"
					: (ex instanceof CascadeExhaustedException) ? "failed" : ex.toString());
		}

		private BigDecimal cheapest() {
			RoutePlanner planner = new RoutePlanner(
					new Stack(List.of(), Map.of(), this.test.ledger, CascadeListener.NONE).planning());
			return planner.plan(this.call)
				.hops()
				.stream()
				.map((hop) -> Objects.requireNonNull(hop.estimate().worstCase()))
				.min(BigDecimal::compareTo)
				.orElseThrow();
		}

		private void ended(String how) {
			this.over = this.test.now();
			this.end = (this.end != null) ? this.end : how;
		}

		void cancel() {
			Objects.requireNonNull(this.subscription).dispose();
		}

		String outcome() {
			return (this.end != null) ? this.end : "pending";
		}

		/** It could have been served, if not now then soon, and had not waited long. */
		boolean isFalselyRefused(Duration wait) {
			return outcome().equals("refused") && !this.hopeless
					&& Objects.requireNonNull(this.over).minus(this.at).compareTo(wait) < 0;
		}

		@Override
		public String toString() {
			return outcome() + " at " + this.at + " over " + this.over + ", hopeless " + this.hopeless;
		}

	}

	/** What the calls of a test share. */
	private record Stack(Budgets budgets, PlanningContext planning) {

		Stack(List<Budget> budgets, Map<String, List<Target>> cheaper, TruthfulLedger ledger,
				CascadeListener listener) {
			this(new Budgets(budgets, cheaper, ledger, ledger.clock(), listener), ledger.clock());
		}

		Stack(Budgets budgets, Clock clock) {
			this(budgets,
					new PlanningContext(new AllAvailable(), new PriceList(List.of(), (upstream, slug) -> null, clock),
							budgets, LearnedScores.none(), (request) -> PromptTokens.exactly(0)));
		}

	}

}
