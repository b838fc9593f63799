package io.cascade.spending;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import io.cascade.Attempt;
import io.cascade.Attempt.Outcome;
import io.cascade.CallSettings;
import io.cascade.CallView;
import io.cascade.CascadeChunk;
import io.cascade.CascadeEvent;
import io.cascade.CascadeListener;
import io.cascade.CascadeRequest;
import io.cascade.Cost;
import io.cascade.CostEstimate;
import io.cascade.Dialect;
import io.cascade.FailureKind;
import io.cascade.GateRules;
import io.cascade.Hop;
import io.cascade.Options;
import io.cascade.ProviderPreferences;
import io.cascade.Target;
import io.cascade.Upstream;
import io.cascade.UpstreamException;
import io.cascade.UpstreamException.Details;
import io.cascade.budget.Budget;
import io.cascade.budget.Budgets;
import io.cascade.budget.CalendarWindow;
import io.cascade.budget.SpendAccount;
import io.cascade.budget.SpendLedger.Balance;
import io.cascade.budget.SpendLedger.Reservation;
import io.cascade.exchange.Call;
import io.cascade.exchange.Chain;
import io.cascade.exchange.Route;
import io.cascade.health.MovableClock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Reservations around hops, and costs that are found afterwards.
 */
@ExtendWith(OutputCaptureExtension.class)
class SpendExchangeTests implements CascadeListener {

	private static final Upstream UPSTREAM = new Upstream(Upstream.DEFAULT, Dialect.OPENROUTER, 1, "main");

	private static final Duration SOON = Duration.ofSeconds(10);

	private static final CascadeChunk TEXT = new CascadeChunk.Text("Hi");

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final MovableClock clock = new MovableClock();

	private final FakeLedger ledger = new FakeLedger();

	private final List<Budget> budgets = new ArrayList<>();

	private final List<Attempt> settled = new ArrayList<>();

	private final List<CascadeEvent> events = new ArrayList<>();

	private final AtomicInteger sent = new AtomicInteger();

	private final TestPublisher<CascadeChunk> answer = TestPublisher.create();

	private @Nullable LateCosts lateCosts;

	@Override
	public void settled(CallView call, Attempt attempt) {
		this.settled.add(attempt);
	}

	@Override
	public void happened(CascadeEvent event) {
		this.events.add(event);
	}

	@Test
	void reservesBeforeItSendsAndSettlesAtTheEnd() {
		budget("all", "1");
		Call call = call("0.3");
		StepVerifier.create(exchange(call))
			.then(() -> assertThat(balance("all")).returns(usd("0.3"), Balance::reserved))
			.then(() -> assertThat(call.journal().committed()).isEqualTo("0.3"))
			.then(() -> this.answer.next(TEXT))
			.expectNext(TEXT)
			.then(() -> attempt(call, Outcome.ANSWERED, Cost.reported(usd("0.2"), null)))
			.then(this.answer::complete)
			.expectComplete()
			.verify(SOON);
		assertBooked("0.2");
		assertThat(call.journal().committed()).isEqualByComparingTo("0.2");
	}

	@Test
	@DisplayName("I02 I03 a hop that failed settles at what it reported, or at nothing where nothing was billed")
	void settlesAHopThatFailed() {
		budget("all", "1");
		Call refused = call("0.3");
		StepVerifier.create(exchange(refused))
			.then(() -> attempt(refused, Outcome.FAILED, FailureKind.UNAVAILABLE, Cost.UNKNOWN, null))
			.then(() -> this.answer.error(failure()))
			.expectError(UpstreamException.class)
			.verify(SOON);
		assertBooked("0");
		assertThat(refused.journal().committed()).isZero();
	}

	@Test
	@DisplayName("I06 F11 what nobody knows settles at what was reserved")
	void settlesTheUnknownAtTheReservation() {
		budget("all", "1");
		Call call = call("0.3");
		StepVerifier.create(exchange(call))
			.then(() -> attempt(call, Outcome.FAILED, FailureKind.TIMEOUT, Cost.UNKNOWN, null))
			.then(() -> this.answer.error(failure()))
			.expectError(UpstreamException.class)
			.verify(SOON);
		assertBooked("0.3");
	}

	@Test
	@DisplayName("I06 a caller that leaves settles the hop once")
	void settlesOnceWhenTheCallerLeaves() {
		budget("all", "1");
		Call call = call("0.3");
		Flux<CascadeChunk> watched = exchange(call,
				Flux.<CascadeChunk>never().doOnCancel(() -> attempt(call, Outcome.CANCELLED, Cost.UNKNOWN)));
		watched.subscribe().dispose();
		assertBooked("0.3");
	}

	@Test
	void givesBackWhatIsReservedWhenTheCallerLeavesBefore() {
		budget("all", "1");
		Sinks.Empty<Void> late = Sinks.empty();
		this.ledger.reserves = (reserved) -> reserved.delayUntil((granted) -> late.asMono());
		Call call = call("0.3");
		Disposable asked = exchange(call).subscribe();
		assertThat(balance("all").reserved()).isEqualByComparingTo("0.3");
		asked.dispose();
		assertThat(balance("all").reserved()).isEqualByComparingTo("0.3");
		late.tryEmitEmpty().orThrow();
		assertBooked("0");
		assertThat(call.journal().committed()).isZero();
		assertThat(this.sent).hasValue(0);
	}

	@Test
	void endsWithTheCallThoughTheLedgerNeverAnswers() {
		budget("all", "1");
		this.ledger.reserves = (reserved) -> Mono.never();
		Disposable asked = exchange(call("0.3")).subscribe();
		asked.dispose();
		assertThat(asked.isDisposed()).isTrue();
		assertThat(this.sent).hasValue(0);
		assertBooked("0");
	}

	@Test
	void aReservationThatComesLateBeginsTheHop() {
		budget("all", "1");
		this.ledger.reserves = (reserved) -> reserved.delayElement(Duration.ofSeconds(3), this.time);
		Call call = call("0.3");
		StepVerifier.create(exchange(call))
			.then(() -> assertThat(this.sent).hasValue(0))
			.then(() -> this.time.advanceTimeBy(Duration.ofSeconds(3)))
			.then(() -> assertThat(this.sent).hasValue(1))
			.then(() -> this.answer.emit(TEXT))
			.expectNext(TEXT)
			.expectComplete()
			.verify(SOON);
		assertBooked("0");
	}

	@Test
	@DisplayName("I14 what a budget refuses is not sent, and is not counted as a request")
	void refusesWithoutRoom() {
		budget("all", "0.2");
		Call call = call("0.3");
		assertRefused(exchange(call), FailureKind.BUDGET, "budget 'all' has no room");
		assertThat(this.sent).hasValue(0);
		assertThat(call.journal().hops()).isZero();
		assertThat(call.journal().committed()).isZero();
		assertBooked("0");
	}

	@Test
	@DisplayName("I09 what would break the ceiling of the call is not sent, and not counted")
	void refusesWhatBreaksTheCeiling() {
		budget("all", "1");
		Call call = call("0.3", "0.5");
		call.journal().reserve(usd("0.3"), null);
		assertRefused(exchange(call), FailureKind.MAX_COST, "max-cost");
		assertThat(this.sent).hasValue(0);
		assertThat(call.journal().hops()).isZero();
		assertThat(call.journal().committed()).isEqualByComparingTo("0.3");
		assertBooked("0");
	}

	@Test
	@DisplayName("I10 each request of a call reserves for itself, and those beside each other do so together")
	void eachRequestReservesForItself() {
		budget("all", "0.5");
		Call first = call("0.3");
		Disposable asked = exchange(first).subscribe();
		Call beside = hop(first, "0.3");
		assertRefused(exchange(beside), FailureKind.BUDGET, "no room");
		assertThat(first.journal().hops()).isEqualTo(1);
		asked.dispose();
		assertBooked("0");
		exchange(hop(first, "0.3")).subscribe();
		assertThat(balance("all").reserved()).isEqualByComparingTo("0.3");
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("a ledger that fails stops nobody, and is told of once")
	void goesOnWhereTheLedgerFails(Breakage breakage, CapturedOutput output) {
		budget("all", "1");
		this.ledger.reserves = breakage::apply;
		SpendExchange exchange = stage(Flux.just(TEXT));
		for (int calls = 0; calls < 3; calls++) {
			StepVerifier.create(exchange.exchange(call("0.3"))).expectNext(TEXT).expectComplete().verify(SOON);
		}
		assertThat(this.sent).hasValue(3);
		assertBooked("0");
		assertThat(output.toString().lines().filter((line) -> line.contains("WARN"))).hasSize(1);
	}

	@Test
	void whatCanNotBeSettledBreaksNoAnswer() {
		budget("all", "1");
		this.ledger.settles = (settled) -> {
			throw new IllegalStateException("no ledger");
		};
		StepVerifier.create(exchange(call("0.3"), Flux.just(TEXT))).expectNext(TEXT).expectComplete().verify(SOON);
		this.ledger.settles = (settled) -> Mono.error(new IllegalStateException("no ledger"));
		StepVerifier.create(exchange(call("0.3"), Flux.just(TEXT))).expectNext(TEXT).expectComplete().verify(SOON);
	}

	@Test
	@DisplayName("where only half can be reserved nothing stays reserved")
	void leavesNothingReservedByHalf() {
		budget("all", "1");
		this.budgets.add(Budget.of("stepping", usd("1"), day()).withStepDownTo("test"));
		AtomicInteger reservations = new AtomicInteger();
		this.ledger.reserves = (reserved) -> (reservations.incrementAndGet() == 1) ? reserved
				: Mono.error(new IllegalStateException("no ledger"));
		StepVerifier.create(exchange(call("0.3"), Flux.just(TEXT))).expectNext(TEXT).expectComplete().verify(SOON);
		assertThat(reservations).hasValue(2);
		assertBooked("0");
	}

	@Test
	void booksWithoutLimitInTheBudgetThatSteppedDown() {
		this.budgets.add(Budget.of("stepping", usd("0.1"), day()).withStepDownTo("test"));
		Call call = call("0.3");
		StepVerifier.create(exchange(call))
			.then(() -> attempt(call, Outcome.ANSWERED, Cost.reported(usd("0.25"), null)))
			.then(this.answer::complete)
			.expectComplete()
			.verify(SOON);
		assertThat(balance("stepping").spent()).isEqualByComparingTo("0.25");
		assertThat(this.events).hasSize(1);
	}

	@Test
	void passesTheCallOnWhereNothingIsBounded() {
		Call call = call("0.3");
		StepVerifier.create(exchange(call, Flux.just(TEXT))).expectNext(TEXT).expectComplete().verify(SOON);
		assertThat(call.journal().committed()).isZero();
	}

	@Test
	@DisplayName("a cost that the books know after a while is booked in place of what was reserved")
	void settlesLate() {
		budget("all", "1");
		AtomicInteger lookUps = new AtomicInteger();
		this.lateCosts = lateCosts((id) -> Mono.defer(() -> {
			assertThat(id).isEqualTo("gen-1");
			return (lookUps.incrementAndGet() <= 2) ? Mono.error(failure()) : Mono.just(Cost.settled(usd("0.05")));
		}));
		cancelled(call("0.3"), "gen-1");
		assertBooked("0.3");
		assertThat(this.lateCosts.open()).isEqualTo(1);
		assertThat(lookUps).hasValue(0);
		this.time.advanceTimeBy(Duration.ofSeconds(2));
		assertThat(lookUps).hasValue(1);
		this.time.advanceTimeBy(Duration.ofMinutes(1));
		assertThat(lookUps).hasValue(3);
		assertBooked("0.05");
		assertThat(this.settled).extracting((attempt) -> attempt.cost().source(), Attempt::outcome)
			.containsExactly(tuple(Cost.Source.SETTLED, Outcome.CANCELLED));
		assertThat(this.lateCosts.open()).isZero();
	}

	@Test
	void givesUpWhenTheBooksNeverKnow() {
		budget("all", "1");
		AtomicInteger lookUps = new AtomicInteger();
		this.lateCosts = lateCosts((id) -> Mono.defer(() -> {
			lookUps.incrementAndGet();
			return Mono.error(failure());
		}));
		cancelled(call("0.3"), "gen-1");
		this.time.advanceTimeBy(Duration.ofHours(1));
		assertThat(lookUps).hasValue(8);
		assertThat(this.lateCosts.open()).isZero();
		assertThat(this.settled).isEmpty();
		assertBooked("0.3");
	}

	@Test
	void asksTheBooksOnlyForWhatNobodyKnowsAndTheyMayKnow() {
		this.lateCosts = lateCosts((id) -> Mono.never());
		cancelled(call("0.3"), null);
		Call known = call("0.3");
		StepVerifier.create(exchange(known))
			.then(() -> attempt(known, Outcome.ANSWERED, null, Cost.CACHED, "gen-2"))
			.then(this.answer::complete)
			.expectComplete()
			.verify(SOON);
		assertThat(this.lateCosts.open()).isZero();
	}

	@Test
	void boundsWhatIsLookedUpAndStops() {
		LateCosts late = lateCosts((id) -> Mono.never());
		this.lateCosts = late;
		IntStream.range(0, 1_010).forEach((number) -> cancelled(call("0.3"), "gen-" + number));
		assertThat(late.open()).isEqualTo(1_000);
		late.stop();
		assertThat(late.open()).isZero();
		cancelled(call("0.3"), "gen-1");
		assertThat(late.open()).isZero();
	}

	private LateCosts lateCosts(Function<String, Mono<Cost>> books) {
		return new LateCosts(books, this, this.time);
	}

	private void cancelled(Call call, @Nullable String generation) {
		exchange(call,
				Flux.<CascadeChunk>never()
					.doOnCancel(() -> attempt(call, Outcome.CANCELLED, null, Cost.UNKNOWN, generation)))
			.subscribe()
			.dispose();
	}

	private void budget(String name, String limit) {
		this.budgets.add(Budget.of(name, usd(limit), day()));
	}

	private static CalendarWindow day() {
		return new CalendarWindow(CalendarWindow.Unit.DAY, ZoneOffset.UTC);
	}

	private Flux<CascadeChunk> exchange(Call call) {
		return exchange(call, this.answer.flux());
	}

	private Flux<CascadeChunk> exchange(Call call, Flux<CascadeChunk> answering) {
		return stage(answering).exchange(call);
	}

	private SpendExchange stage(Flux<CascadeChunk> answering) {
		Budgets kept = new Budgets(this.budgets, Map.of(), this.ledger, this.clock, this);
		return new SpendExchange((asked) -> answering.doOnSubscribe((subscription) -> this.sent.incrementAndGet()),
				kept, this.lateCosts, this.time);
	}

	private static Call call(String worst) {
		return call(worst, null);
	}

	private static Call call(String worst, @Nullable String maxCost) {
		CallSettings defaults = CallSettings.DEFAULTS;
		CallSettings settings = new CallSettings(defaults.timeouts(), defaults.fallback(), defaults.stream(),
				defaults.hedge(), defaults.retry(),
				defaults.selection().withMaxCost((maxCost != null) ? usd(maxCost) : null), GateRules.DEFAULTS);
		Chain chain = new Chain("test", List.of(target()), Options.none(), ProviderPreferences.none(), settings, 0,
				List.of(), List.of());
		return hop(new Call(CascadeRequest.of("Why?"), chain, settings, true), worst);
	}

	private static Call hop(Call call, String worst) {
		int index = call.journal().nextHop((call.journal().hops() == 0) ? Hop.Cause.FIRST : Hop.Cause.HEDGE);
		return call.withRoute(Route.of(new Hop(index, List.of(target()), Options.none(), ProviderPreferences.none(),
				new CostEstimate(usd(worst), usd(worst)))));
	}

	private static Target target() {
		return new Target(UPSTREAM, "a/one", "test", Options.none(), ProviderPreferences.none(), Target.Traits.UNKNOWN);
	}

	private static void attempt(Call call, Outcome outcome, Cost cost) {
		attempt(call, outcome, null, cost, null);
	}

	private static void attempt(Call call, Outcome outcome, @Nullable FailureKind kind, Cost cost,
			@Nullable String generation) {
		call.journal()
			.add(List.of(Attempt.of(call.hop().index(), "a/one", outcome)
				.withKind(kind)
				.withCost(cost)
				.withGenerationId(generation)));
	}

	private static UpstreamException failure() {
		return new UpstreamException(Upstream.DEFAULT, FailureKind.UNAVAILABLE, Details.NONE, null);
	}

	private static void assertRefused(Flux<CascadeChunk> answer, FailureKind kind, String words) {
		StepVerifier.create(answer)
			.expectErrorSatisfies((ex) -> assertThat(ex)
				.isInstanceOfSatisfying(UpstreamException.class,
						(failure) -> assertThat(failure.kind()).isEqualTo(kind))
				.hasMessageContaining(words))
			.verify(SOON);
	}

	private Balance balance(String name) {
		Budget budget = this.budgets.stream().filter((one) -> one.name().equals(name)).findFirst().orElseThrow();
		return this.ledger.balance(new SpendAccount(budget, null), this.clock.instant());
	}

	private void assertBooked(String spent) {
		for (Budget budget : this.budgets) {
			assertThat(balance(budget.name()).spent()).isEqualByComparingTo(spent);
			assertThat(balance(budget.name()).reserved()).isZero();
		}
	}

	private static BigDecimal usd(String amount) {
		return new BigDecimal(amount);
	}

	/**
	 * How a ledger fails.
	 */
	enum Breakage {

		ERROR((reserved) -> Mono.error(new IllegalStateException("no ledger"))),

		NOTHING((reserved) -> Mono.empty()),

		THROWS((reserved) -> {
			throw new IllegalStateException("no ledger");
		});

		private final UnaryOperator<Mono<Reservation>> way;

		Breakage(UnaryOperator<Mono<Reservation>> way) {
			this.way = way;
		}

		Mono<Reservation> apply(Mono<Reservation> reserved) {
			return this.way.apply(reserved);
		}

	}

}
