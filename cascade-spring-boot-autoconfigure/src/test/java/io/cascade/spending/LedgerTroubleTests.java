package io.cascade.spending;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.cascade.Attempt;
import io.cascade.Attempt.Outcome;
import io.cascade.CallSettings;
import io.cascade.CascadeChunk;
import io.cascade.CascadeListener;
import io.cascade.CascadeRequest;
import io.cascade.Cost;
import io.cascade.CostEstimate;
import io.cascade.Dialect;
import io.cascade.Hop;
import io.cascade.Options;
import io.cascade.Price;
import io.cascade.ProviderPreferences;
import io.cascade.Target;
import io.cascade.Upstream;
import io.cascade.Usage;
import io.cascade.budget.Budget;
import io.cascade.budget.Budgets;
import io.cascade.budget.CalendarWindow;
import io.cascade.budget.SpendAccount;
import io.cascade.budget.SpendLedger.Balance;
import io.cascade.exchange.Call;
import io.cascade.exchange.Chain;
import io.cascade.exchange.Exchange;
import io.cascade.exchange.Route;
import io.cascade.pricing.GuardedTokenCounter;
import io.cascade.pricing.ModelCatalog;
import io.cascade.pricing.ModelInfo;
import io.cascade.pricing.PriceList;
import io.cascade.pricing.PriceSource;
import io.cascade.pricing.PromptTokens;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.util.context.Context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Whatever a ledger, an upstream or a bean of the application does, no reservation stays
 * and no call is lost.
 */
class LedgerTroubleTests {

	private static final Upstream UPSTREAM = new Upstream(Upstream.DEFAULT, Dialect.OPENROUTER, 1, "main");

	private static final Target TARGET = new Target(UPSTREAM, "a/one", "test", Options.none(),
			ProviderPreferences.none(), Target.Traits.UNKNOWN);

	private static final Budget BUDGET = budget("all", null);

	private static final CascadeChunk TEXT = new CascadeChunk.Text("Hi");

	private static final Duration SOON = Duration.ofSeconds(10);

	private static final int ROUNDS = Integer.getInteger("cascade.stress.rounds", 3_000);

	private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

	private final FakeLedger ledger = new FakeLedger();

	@ParameterizedTest
	@ValueSource(strings = { "-5", "-1e30", "0", "-0.01" })
	@DisplayName("P04 a cost below nothing is booked as nothing, and ends its reservation")
	void booksNothingBelowNothing(String cost) {
		Call call = call();
		StepVerifier
			.create(stage((asked) -> answered(asked, Cost.reported(new BigDecimal(cost), null)), this.time)
				.exchange(call))
			.expectNext(TEXT)
			.expectComplete()
			.verify(SOON);
		assertBooked("0");
		assertThat(call.journal().committed()).isZero();
	}

	@Test
	@DisplayName("P04 a stage below that throws in place of answering loses no reservation and no call")
	void endsTheReservationOfAHopThatCouldNotBegin() {
		Call call = call();
		StepVerifier.create(stage((asked) -> {
			throw new IllegalStateException("below");
		}, this.time).exchange(call)).expectError(IllegalStateException.class).verify(SOON);
		assertBooked("0");
		assertThat(call.journal().committed()).isZero();
	}

	@Test
	@DisplayName("P04 settling that fails is tried again, and books once")
	void settlesAgain() {
		AtomicInteger tries = new AtomicInteger();
		this.ledger.settles = (settled) -> switch (tries.incrementAndGet()) {
			case 1 -> throw new IllegalStateException("no ledger");
			case 2 -> Mono.error(new IllegalStateException("no ledger"));
			case 3 -> Mono.never();
			default -> settled;
		};
		StepVerifier.create(stage((asked) -> answered(asked, usd("0.2")), this.time).exchange(call()))
			.expectNext(TEXT)
			.expectComplete()
			.verify(SOON);
		assertThat(balance().reserved()).isEqualByComparingTo("0.3");
		this.time.advanceTimeBy(Duration.ofMinutes(1));
		assertThat(tries).hasValue(4);
		assertBooked("0.2");
	}

	@ParameterizedTest
	@EnumSource(names = { "ON_COMPLETE", "CANCEL" })
	@DisplayName("the ledger finds the caller's context when it reserves and when it settles, of a cancelled call too")
	void bringsTheCallersContext(SignalType end) {
		List<String> tenants = new CopyOnWriteArrayList<>();
		this.ledger.settles = (settled) -> Mono.deferContextual((context) -> {
			tenants.add(context.getOrDefault("tenant", "nobody"));
			return settled;
		});
		Call call = call();
		Flux<CascadeChunk> answer = stage(
				(hop) -> answered(hop, usd("0.2")).concatWith((end == SignalType.CANCEL) ? Flux.never() : Flux.empty()),
				Schedulers.parallel())
			.exchange(call);

		answer.take((end == SignalType.CANCEL) ? 1 : 2).contextWrite(Context.of("tenant", "acme")).blockLast(SOON);

		assertThat(tenants).containsExactly("acme");
	}

	@Test
	@DisplayName("P04 where one of two budgets can't be settled the other one is")
	void settlesWhatCanBeSettled() {
		Budget stepping = budget("stepping", "test");
		AtomicInteger tries = new AtomicInteger();
		this.ledger.settles = (settled) -> (tries.getAndIncrement() % 2 == 0) ? Mono.error(new LinkageError())
				: settled;
		Budgets budgets = new Budgets(List.of(BUDGET, stepping), Map.of(), this.ledger, Clock.systemUTC(),
				CascadeListener.NONE);
		StepVerifier
			.create(new SpendExchange((asked) -> answered(asked, usd("0.2")), budgets, null, this.time)
				.exchange(call()))
			.expectNext(TEXT)
			.expectComplete()
			.verify(SOON);
		assertThat(this.ledger.balance(new SpendAccount(stepping, null), Instant.now()).spent())
			.isEqualByComparingTo("0.2");
	}

	@Test
	@DisplayName("P11 a ledger that never answers is waited for in vain for a while, and what it says later is given back")
	void goesOnWithoutAnAnswerOfTheLedger() {
		Sinks.Empty<Void> late = Sinks.empty();
		this.ledger.reserves = (reserved) -> reserved.delayUntil((granted) -> late.asMono());
		Call call = call();
		StepVerifier.create(stage((asked) -> answered(asked, usd("0.2")), this.time).exchange(call))
			.expectSubscription()
			.then(() -> this.time.advanceTimeBy(Duration.ofSeconds(5)))
			.expectNext(TEXT)
			.expectComplete()
			.verify(SOON);
		assertThat(call.journal().committed()).isEqualByComparingTo("0.2");
		late.tryEmitEmpty().orThrow();
		assertBooked("0");
		assertThat(call.journal().committed()).isEqualByComparingTo("0.2");
	}

	@Test
	@DisplayName("P11 a caller that leaves while the ledger is busy has the ceiling of its call back at once")
	void givesTheCeilingBackAtOnce() {
		this.ledger.reserves = (reserved) -> Mono.never();
		Call call = call();
		Disposable asked = stage((hop) -> Flux.just(TEXT), this.time).exchange(call).subscribe();
		assertThat(call.journal().committed()).isEqualByComparingTo("0.3");
		asked.dispose();
		assertThat(call.journal().committed()).isZero();
		this.time.advanceTimeBy(Duration.ofMinutes(1));
		assertThat(call.journal().committed()).isZero();
	}

	@Test
	@DisplayName("P11 a ledger that can't be read books nothing against anybody, and whoever looks hears of it")
	void readsFromABrokenLedger() {
		this.ledger.balances = (balance) -> {
			throw new StackOverflowError();
		};
		Budgets budgets = budgets();
		assertThat(budgets.room(new SpendAccount(BUDGET, null)).left()).isEqualByComparingTo("1");
		StepVerifier.create(stage((asked) -> answered(asked, usd("0.2")), this.time).exchange(call()))
			.expectNext(TEXT)
			.expectComplete()
			.verify(SOON);
		this.ledger.balances = (balance) -> {
			throw new IllegalStateException("no ledger");
		};
		assertThatIllegalStateException().isThrownBy(() -> budgets.rooms(BUDGET));
		this.ledger.balances = (balance) -> balance;
		assertBooked("0.2");
	}

	@Test
	@DisplayName("P11 prices and models that can't be told are unknown")
	void survivesBrokenPriceSources() {
		PriceSource broken = (target) -> {
			throw new NoClassDefFoundError();
		};
		PriceSource below = (target) -> Price.perToken(new BigDecimal("-1"), BigDecimal.ONE);
		ModelCatalog catalog = (upstream, slug) -> {
			throw new IllegalStateException("no catalog");
		};
		PriceList prices = new PriceList(List.of(broken, (target) -> Price.FREE), catalog, Clock.systemUTC());
		assertThat(prices.price(TARGET, null)).isEqualTo(Price.FREE);
		assertThat(prices.window(TARGET)).isNull();
		assertThat(prices.isUnlisted(TARGET)).isFalse();
		Hop hop = call().hop();
		assertThat(new PriceList(List.of(below), ModelCatalog.NONE, Clock.systemUTC()).listedCost(hop, TARGET,
				new PriceList.Served("a/one", null), new Usage(10L, 1L, null, null, null, null)))
			.isEqualTo(Cost.UNKNOWN);
	}

	@ParameterizedTest
	@ValueSource(strings = { "1e20000000", "1e-20000000", "-1e20000000", "1e2147483647" })
	@DisplayName("P03 P11 a price or a balance that can't be calculated with is unknown")
	@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void survivesAbsurdAmounts(String number) {
		BigDecimal absurd = new BigDecimal(number);
		for (Price price : List.of(Price.perToken(absurd, BigDecimal.ONE), Price.perToken(BigDecimal.ONE, absurd),
				new Price(BigDecimal.ONE, BigDecimal.ONE, absurd, null, null, BigDecimal.ZERO, BigDecimal.ZERO,
						List.of()))) {
			PriceList prices = new PriceList(List.of((target) -> price), ModelCatalog.NONE, Clock.systemUTC());
			assertThat(prices.price(TARGET, null)).isNull();
		}
		this.ledger.balances = (balance) -> new Balance(absurd, BigDecimal.ONE, null);
		assertThat(budgets().room(new SpendAccount(BUDGET, null)).left()).isEqualByComparingTo("1");
	}

	@Test
	@DisplayName("P11 null is no answer of a ledger, a price source or a catalog")
	@SuppressWarnings("NullAway")
	void survivesNull() {
		this.ledger.balances = (balance) -> null;
		assertThat(budgets().room(new SpendAccount(BUDGET, null)).left()).isEqualByComparingTo("1");
		this.ledger.balances = (balance) -> new Balance(null, null, null);
		assertThat(budgets().room(new SpendAccount(BUDGET, null)).left()).isEqualByComparingTo("1");
		PriceList prices = new PriceList(List.of((target) -> Price.perToken(null, BigDecimal.ONE)), new ModelCatalog() {

			@Override
			public ModelInfo find(Upstream upstream, String slug) {
				return new ModelInfo(slug, null, null, -5, null, null, null, null);
			}

			@Override
			public Set<String> slugs(Upstream upstream) {
				return null;
			}

		}, Clock.systemUTC());
		assertThat(prices.price(TARGET, null)).isNull();
		assertThat(prices.slugs(UPSTREAM)).isEmpty();
		assertThat(prices.window(TARGET)).isNull();
	}

	@Test
	@DisplayName("P11 tokens that a counter can't count, or counts below nothing, are estimated")
	void survivesBrokenTokenCounters() {
		CascadeRequest request = CascadeRequest.of("a".repeat(400));
		PromptTokens expected = new PromptTokens(3, 104, 405);
		assertThat(GuardedTokenCounter.of((asked) -> {
			throw new StackOverflowError();
		}).count(request)).isEqualTo(expected);
		assertThat(GuardedTokenCounter.of((asked) -> new PromptTokens(-5, 1, 2)).count(request)).isEqualTo(expected);
		assertThat(GuardedTokenCounter.of((asked) -> new PromptTokens(9, 1, 2)).count(request)).isEqualTo(expected);
		assertThat(GuardedTokenCounter.of((asked) -> PromptTokens.exactly(7)).count(request))
			.isEqualTo(PromptTokens.exactly(7));
	}

	/** What is kept for the books holds no words. */
	@Test
	@DisplayName("a call that is remembered for its costs has neither prompt nor answer")
	void forgetsWhatWasSaid() {
		Call call = call().withRequest(CascadeRequest.of("a secret").tag("tenant", "acme"));
		call.journal().received().add(TEXT);
		Call kept = call.withoutContent();
		assertThat(kept.request().tags()).containsEntry("tenant", "acme");
		assertThat(kept.request().toString() + kept.request().messages()).doesNotContain("secret");
		assertThat(kept.chain()).isEqualTo(call.chain());
		assertThat(kept.journal()).isNotSameAs(call.journal());
	}

	/**
	 * The caller leaves at the very moment at which the ledger answers, the hop ends, or
	 * both: nothing stays reserved, at the ledger or in the call, and no reservation is
	 * settled at anything but nothing or its cost.
	 */
	@Test
	@DisplayName("P04 settle and cancel at the same moment leave nothing reserved")
	void endsEveryReservationOnce() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(2);
		CyclicBarrier barrier = new CyclicBarrier(2);
		Random random = new Random(42);
		List<Call> calls = new ArrayList<>();
		try {
			for (int round = 0; round < ROUNDS; round++) {
				Sinks.Empty<Void> answer = Sinks.empty();
				Sinks.Empty<Void> granted = Sinks.empty();
				boolean ledgerFirst = random.nextBoolean();
				this.ledger.reserves = (reserved) -> reserved.delayUntil((done) -> granted.asMono());
				Call call = call();
				calls.add(call);
				Disposable asked = stage((hop) -> answer.asMono().thenMany(answered(hop, usd("0"))), this.time)
					.exchange(call)
					.subscribe();
				if (!ledgerFirst) {
					granted.tryEmitEmpty().orThrow();
				}
				Future<?> one = threads.submit(() -> meet(barrier, asked::dispose));
				Future<?> other = threads.submit(() -> meet(barrier, (ledgerFirst ? granted : answer)::tryEmitEmpty));
				one.get(10, TimeUnit.SECONDS);
				other.get(10, TimeUnit.SECONDS);
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertBooked("0");
		assertThat(calls).allSatisfy((call) -> assertThat(call.journal().committed()).isZero());
	}

	private static Object meet(CyclicBarrier barrier, Runnable action) throws Exception {
		barrier.await(10, TimeUnit.SECONDS);
		action.run();
		return barrier;
	}

	private SpendExchange stage(Exchange next, Scheduler scheduler) {
		return new SpendExchange(next, budgets(), null, scheduler);
	}

	private Budgets budgets() {
		return new Budgets(List.of(BUDGET), Map.of(), this.ledger, Clock.systemUTC(), CascadeListener.NONE);
	}

	private static Cost usd(String amount) {
		return Cost.reported(new BigDecimal(amount), null);
	}

	private static Flux<CascadeChunk> answered(Call call, Cost cost) {
		return Flux.defer(() -> {
			call.journal().add(List.of(Attempt.of(call.hop().index(), "a/one", Outcome.ANSWERED).withCost(cost)));
			return Flux.just(TEXT);
		});
	}

	private static Call call() {
		Chain chain = new Chain("test", List.of(TARGET), Options.none(), ProviderPreferences.none(),
				CallSettings.DEFAULTS, 0, List.of(), List.of());
		Call call = new Call(CascadeRequest.of("Why?"), chain, CallSettings.DEFAULTS, true);
		Hop hop = new Hop(call.journal().nextHop(Hop.Cause.FIRST), List.of(TARGET), Options.none(),
				ProviderPreferences.none(), new CostEstimate(new BigDecimal("0.3"), new BigDecimal("0.3")));
		return call.withRoute(Route.of(hop));
	}

	private static Budget budget(String name, @Nullable String stepDownTo) {
		return Budget.of(name, BigDecimal.ONE, new CalendarWindow(CalendarWindow.Unit.DAY, ZoneOffset.UTC))
			.withStepDownTo(stepDownTo);
	}

	private Balance balance() {
		return this.ledger.balance(new SpendAccount(BUDGET, null), Instant.now());
	}

	private void assertBooked(String spent) {
		assertThat(balance().spent()).isEqualByComparingTo(spent);
		assertThat(balance().reserved()).isZero();
	}

}
