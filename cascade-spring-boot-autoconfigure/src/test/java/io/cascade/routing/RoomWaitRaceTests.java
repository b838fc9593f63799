package io.cascade.routing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;

import io.cascade.Attempt;
import io.cascade.BudgetExceededException;
import io.cascade.CallSettings;
import io.cascade.CascadeChunk;
import io.cascade.CascadeListener;
import io.cascade.CascadeRequest;
import io.cascade.Cost;
import io.cascade.Options;
import io.cascade.ProviderPreferences;
import io.cascade.Target;
import io.cascade.budget.Budget;
import io.cascade.budget.Budgets;
import io.cascade.budget.CalendarWindow;
import io.cascade.budget.InMemorySpendLedger;
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
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Calls of many threads wait for each other's settlements.
 */
class RoomWaitRaceTests {

	private static final CalendarWindow DAY = new CalendarWindow(CalendarWindow.Unit.DAY, ZoneOffset.UTC);

	/** A token costs a cent. */
	private static final Target TARGET = Shop.target("a/one", "10000");

	private static final int CALLS = 600;

	private final Queue<String> overspent = new ConcurrentLinkedQueue<>();

	private final SpendLedger ledger = new CheckedLedger(this.overspent);

	static LongStream seeds() {
		return LongStream.range(0, Integer.getInteger("stress.budget-races", 5));
	}

	@ParameterizedTest
	@MethodSource("seeds")
	@DisplayName("I10 I19 calls of many threads that wait, end and leave at once overspend nothing and leave nobody behind")
	void leavesNothingBehind(long seed) {
		Random random = new Random(seed);
		Budget all = Budget.of("all", new BigDecimal("20"), DAY);
		Budget tenants = Budget.of("tenants", new BigDecimal("9"), DAY).withTag("tenant", null);
		Budgets budgets = new Budgets(List.of(all, tenants), Map.of(), this.ledger, Clock.systemUTC(),
				CascadeListener.NONE);
		PlanningContext planning = new PlanningContext(new AllAvailable(),
				new PriceList(List.of(), (upstream, slug) -> null, Clock.systemUTC()), budgets, LearnedScores.none(),
				(request) -> PromptTokens.exactly(0));
		SpendExchange spending = new SpendExchange((call) -> answer(call, random.nextInt(3_000)), budgets, null,
				Schedulers.parallel());
		RoutingExchange routing = new RoutingExchange(spending, List.of(), planning, Time.ofMachine(), Compaction.NONE);
		List<String> outcomes = Objects.requireNonNull(Flux.range(0, CALLS)
			.flatMap((number) -> outcome(routing, number, random), CALLS)
			.collectList()
			.block(Duration.ofSeconds(60)));
		assertThat(outcomes).hasSize(CALLS).contains("answered").isSubsetOf("answered", "refused", "left");
		assertThat(this.overspent).isEmpty();
		await().atMost(Duration.ofSeconds(10))
			.until(() -> budgets.queue().size() == 0 && isSettled(budgets, all) && isSettled(budgets, tenants));
	}

	private static boolean isSettled(Budgets budgets, Budget budget) {
		return budgets.rooms(budget).stream().allMatch((room) -> room.balance().reserved().signum() == 0);
	}

	private static Mono<String> outcome(RoutingExchange routing, int number, Random random) {
		CascadeRequest request = CascadeRequest.of("Why?")
			.tag("tenant", "t" + number % 3)
			.maxTokens(random.nextInt(10, 400));
		Chain chain = new Chain("test", List.of(TARGET), Options.none(), ProviderPreferences.none(),
				CallSettings.DEFAULTS, 0, List.of(), List.of());
		Mono<String> answered = routing.exchange(new Call(request, chain, CallSettings.DEFAULTS, true))
			.then(Mono.just("answered"))
			.onErrorResume(BudgetExceededException.class, (ex) -> Mono.just("refused"));
		boolean leaves = random.nextInt(4) == 0;
		Duration patience = Duration.ofMillis(leaves ? random.nextInt(60) : 60_000);
		return answered.timeout(patience, Mono.just("left")).subscribeOn(Schedulers.parallel());
	}

	private static Flux<CascadeChunk> answer(Call call, int micros) {
		BigDecimal worst = Objects.requireNonNull(call.hop().estimate().worstCase());
		Attempt attempt = call.hop().first().attempt(call.hop().index(), Attempt.Outcome.ANSWERED);
		BigDecimal cost = worst.divide(BigDecimal.valueOf(100), 9, RoundingMode.DOWN);
		return Mono.delay(Duration.ofNanos(1_000L * micros)).<CascadeChunk>flatMapMany((tick) -> {
			Attempt answered = attempt.withCost(Cost.reported(cost, null));
			call.journal().add(List.of(answered));
			return Flux.<CascadeChunk>just(CascadeChunk.End.of(answered, "stop"));
		}).doOnCancel(() -> call.journal().add(List.of(attempt.withCost(Cost.reported(cost, null)))));
	}

	/** Finds each moment in which more is committed than a limit allows. */
	private record CheckedLedger(InMemorySpendLedger memory, Queue<String> overspent) implements SpendLedger {

		CheckedLedger(Queue<String> overspent) {
			this(new InMemorySpendLedger(), overspent);
		}

		@Override
		public Mono<Reservation> reserve(List<SpendAccount> accounts, BigDecimal amount, Instant now) {
			return this.memory.reserve(accounts, amount, now).doOnNext((reserved) -> check(accounts, now));
		}

		@Override
		public Mono<Void> settle(Reservation reservation, BigDecimal amount) {
			return this.memory.settle(reservation, amount)
				.doOnSuccess((done) -> check(reservation.accounts(), Instant.now()));
		}

		private void check(List<SpendAccount> accounts, Instant now) {
			for (SpendAccount account : accounts) {
				if (balance(account, now).committed().compareTo(account.budget().limit()) > 0) {
					this.overspent.add(account.toString());
				}
			}
		}

		@Override
		public Balance balance(SpendAccount account, Instant now) {
			return this.memory.balance(account, now);
		}

		@Override
		public List<SpendAccount> accounts(Budget budget) {
			return this.memory.accounts(budget);
		}

	}

}
