package io.cascade.conformance;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.cascade.CascadeException;
import io.cascade.CascadeRequest;
import io.cascade.Price;
import io.cascade.StreamRules.OnBreak;
import io.cascade.Transport;
import io.cascade.budget.Budget;
import io.cascade.budget.Budgets;
import io.cascade.budget.InMemorySpendLedger;
import io.cascade.budget.SpendAccount;
import io.cascade.budget.SpendLedger;
import io.cascade.exchange.Time;
import io.cascade.observation.CallLog;
import io.cascade.pricing.PriceSource;
import io.cascade.test.Fault;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.NonBlocking;
import reactor.core.scheduler.Schedulers;

import static io.cascade.conformance.Models.A;
import static io.cascade.conformance.Models.B;
import static io.cascade.conformance.Models.C;
import static io.cascade.conformance.Stack.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Many calls with faults, cancels, hedges, gates, budgets and a long queue leave nothing
 * behind. {@code -Dstress.soak-calls} says how many; no more are begun after
 * {@code -Dstress.soak-seconds}.
 */
class SoakTests {

	private static final int CALLS = Integer.getInteger("stress.soak-calls", 20_000);

	private static final Duration LONGEST = Duration.ofSeconds(Integer.getInteger("stress.soak-seconds", 20));

	private static final int PLACES = 56;

	/** So many more than there are places that a queue of 2,000 waits. */
	private static final int AT_ONCE = PLACES + 2_000;

	/** Faults are scripted anew after so many calls. */
	private static final int SCRIPTED = 10_000;

	private static final long SEED = 42;

	private static final ScheduledThreadPoolExecutor timers = timers();

	@RegisterExtension
	static final Stack stack = Stack.oneByOne()
		.chain("faulty", A, B)
		.chain("healthy", C, B)
		.chain("stepping", C)
		.chain("cheap", B)
		.and("cascade.connection.max-connections=200", "cascade.circuit.enabled=true", "cascade.circuit.open=20ms",
				"cascade.circuit.max-open=20ms", "cascade.limits.max-in-flight=" + PLACES,
				"cascade.limits.when-full=wait", "cascade.limits.max-wait=60s")
		.and("cascade.chains.faulty.retry.max-attempts=2", "cascade.chains.faulty.retry.backoff=5ms",
				"cascade.chains.faulty.gate.min-length=2", "cascade.chains.faulty.max-cost=1",
				"cascade.chains.healthy.hedge.delay=3ms", "cascade.chains.healthy.hedge.max-extra=0.05",
				"cascade.chains.healthy.gate.blank=true")
		.and("cascade.budgets.all.limit=1000000", "cascade.budgets.hourly.limit=500000",
				"cascade.budgets.hourly.window=1h", "cascade.budgets.tenants.limit=100000",
				"cascade.budgets.tenants.tag=tenant", "cascade.budgets.stepping.limit=0.0001",
				"cascade.budgets.stepping.chain=stepping", "cascade.budgets.stepping.step-down-to=cheap")
		.bean(Time.class, () -> new Time(Clock.systemUTC(), Schedulers.fromExecutorService(timers)))
		.bean(AutoCloseable.class, () -> timers::shutdownNow)
		.bean(BulkheadRegistry.class, BulkheadRegistry::ofDefaults)
		.bean(PriceSource.class, () -> (target) -> Price.perMillion(BigDecimal.ONE, BigDecimal.TEN))
		.bean(SpendLedger.class, DistantLedger::new);

	private final ListAppender<ILoggingEvent> leaks = new ListAppender<>();

	private final ConcurrentLinkedQueue<Throwable> dropped = new ConcurrentLinkedQueue<>();

	private final ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();

	private final Random random = new Random(SEED);

	private final AtomicInteger begun = new AtomicInteger();

	private final AtomicInteger answered = new AtomicInteger();

	private final AtomicInteger failed = new AtomicInteger();

	private final AtomicInteger cancelled = new AtomicInteger();

	private static ScheduledThreadPoolExecutor timers() {
		ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(2, TimerThread::new);
		timers.setRemoveOnCancelPolicy(true);
		return timers;
	}

	@BeforeEach
	void watchForLeaks() {
		haveLeaksReported();
		ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
		this.leaks.start();
		((Logger) LoggerFactory.getLogger(ResourceLeakDetector.class)).addAppender(this.leaks);
		Hooks.onErrorDropped((ex) -> this.dropped.add(new IllegalStateException("dropped here", ex)));
	}

	@AfterEach
	void stopWatching() {
		Hooks.resetOnErrorDropped();
		ResourceLeakDetector.setLevel(this.level);
		((Logger) LoggerFactory.getLogger(ResourceLeakDetector.class)).detachAppender(this.leaks);
	}

	@Test
	@DisplayName("F10 J01 Calls with faults, cancels, hedges, gates, budgets and a long queue leave no buffer, connection, permit, money, call, timer or thread behind")
	void leavesNothingBehind(TestReporter reporter) {
		calls(200).block(Duration.ofMinutes(1));
		int threads = Thread.activeCount();
		calls(CALLS).block(LONGEST.multipliedBy(5));
		reporter.publishEntry(Map.of("begun", "" + this.begun, "answered", "" + this.answered, "failed",
				"" + this.failed, "cancelled", "" + this.cancelled));
		assertThat(this.answered.get() + this.failed.get() + this.cancelled.get()).isEqualTo(this.begun.get());
		assertThat(this.answered).hasValueGreaterThan(this.begun.get() / 2);
		assertThat(this.cancelled).hasValueGreaterThan(this.begun.get() / 50);
		assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 2);
		await().atMost(Stack.PATIENCE).until(() -> stack.openCalls() == 0);
		await().atMost(Stack.PATIENCE).until(() -> stack.server().openConnections() <= 200);
		assertThat(stack.bean(BulkheadRegistry.class).bulkhead("cascade-openrouter").getMetrics()).returns(PLACES,
				Bulkhead.Metrics::getAvailableConcurrentCalls);
		await().atMost(Stack.PATIENCE).untilAsserted(SoakTests::assertNothingReserved);
		closeLog();
		await().atMost(Stack.PATIENCE).untilAsserted(() -> assertThat(timers.getQueue()).isEmpty());
		assertThat(this.dropped).isEmpty();
		assertNoBufferLeaked();
	}

	/** What was lost again is told of up to twenty seconds later, by a timer. */
	private static void closeLog() {
		stack.bean(CallLog.class).close();
	}

	private static void assertNothingReserved() {
		Budgets budgets = stack.bean(Budgets.class);
		for (Budget budget : budgets.all()) {
			assertThat(budgets.rooms(budget)).isNotEmpty()
				.allSatisfy((room) -> assertThat(room.balance().reserved()).as(budget.name()).isZero())
				.allSatisfy((room) -> assertThat(room.balance().spent()).as(budget.name()).isPositive());
		}
	}

	/**
	 * Each call of the faulty chain meets another fault of its first model.
	 */
	private static void script() {
		List<Fault> kinds = List.of(Fault.status(503), Fault.resetBeforeHeaders(), Fault.cutAfter(1),
				Fault.errorAfter(1, 502, "gone"), Fault.emptyStream(), Fault.resetAfter(1), Fault.hangUpAfter(1),
				Fault.blankAnswer(), Fault.status(429), Fault.streamErrorFirst(500, "no"));
		List<Fault> faults = new ArrayList<>(SCRIPTED);
		for (int i = 0; i < SCRIPTED; i++) {
			faults.add(kinds.get(i % kinds.size()).times(1));
		}
		stack.server().model(A).answers("a b c d").fails(faults.toArray(Fault[]::new));
	}

	private Mono<Void> calls(int count) {
		return Flux.range(0, count)
			.takeUntilOther(Mono.delay(LONGEST))
			.flatMap((call) -> call(call).then(), AT_ONCE)
			.then();
	}

	private Mono<?> call(int number) {
		if (number % SCRIPTED == 0) {
			script();
		}
		this.begun.incrementAndGet();
		CascadeRequest request = request(chain(number)).tag("tenant", "t" + number % 50);
		Mono<?> call = switch (this.random.nextInt(4)) {
			case 0 -> stack.cascade().exchange(request);
			case 1 -> stack.cascade().exchange(request.streaming((rules) -> rules.withTransport(Transport.BUFFERED)));
			case 2 -> stack.cascade().stream(request).then(Mono.just(number));
			default -> stack.cascade()
				.stream(request.streaming((rules) -> rules.withOnBreak(OnBreak.RESTART)))
				.then(Mono.just(number));
		};
		Mono<?> impatient = (number % 5 == 2) ? call.takeUntilOther(Mono.delay(patience())) : call;
		return impatient.doOnNext((value) -> this.answered.incrementAndGet())
			.switchIfEmpty(Mono.fromRunnable(this.cancelled::incrementAndGet))
			.onErrorResume(CascadeException.class, (ex) -> Mono.fromRunnable(this.failed::incrementAndGet));
	}

	private static String chain(int number) {
		int digit = number % 10;
		return (digit < 3) ? "faulty" : (digit < 9) ? "healthy" : "stepping";
	}

	/** Some leave at once, some while they wait, some in the middle of an answer. */
	private Duration patience() {
		return Duration.ofMillis((long) this.random.nextInt(8) << this.random.nextInt(9));
	}

	private void assertNoBufferLeaked() {
		haveLeaksReported();
		assertThat(this.leaks.list).extracting(ILoggingEvent::getFormattedMessage).isEmpty();
	}

	/**
	 * The detector reports a buffer when it is collected, with the next one that is made.
	 * What another class of tests has lost is reported before this one looks.
	 */
	private static void haveLeaksReported() {
		for (int round = 0; round < 5; round++) {
			System.gc();
			for (int i = 0; i < 200; i++) {
				PooledByteBufAllocator.DEFAULT.directBuffer(16).release();
			}
		}
	}

	/** As those of Reactor's own timers, it must not be blocked. */
	private static final class TimerThread extends Thread implements NonBlocking {

		TimerThread(Runnable work) {
			super(work, "soak-timer");
			setDaemon(true);
		}

	}

	/**
	 * A ledger as another process has it: each answer comes by another thread, some after
	 * a while, and some settlings have to be tried again.
	 */
	private static final class DistantLedger implements SpendLedger {

		private final InMemorySpendLedger memory = new InMemorySpendLedger();

		private final AtomicInteger asked = new AtomicInteger();

		@Override
		public Mono<Reservation> reserve(List<SpendAccount> accounts, BigDecimal amount, Instant now) {
			Mono<Reservation> reserved = this.memory.reserve(accounts, amount, now);
			return (this.asked.incrementAndGet() % 8 == 0) ? Mono.delay(Duration.ofMillis(2)).then(reserved)
					: reserved.publishOn(Schedulers.parallel());
		}

		@Override
		public Mono<Void> settle(Reservation reservation, BigDecimal amount) {
			int number = this.asked.incrementAndGet();
			Mono<Void> settled = this.memory.settle(reservation, amount).subscribeOn(Schedulers.parallel());
			return (number % 500 == 0) ? Mono.error(new IllegalStateException("no ledger")) : settled;
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
