package io.cascade.conformance;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

import io.cascade.CallOutcome;
import io.cascade.CascadeException;
import io.cascade.CascadeListener;
import io.cascade.FailureKind;
import io.cascade.Price;
import io.cascade.PromptCompactor;
import io.cascade.budget.Budget;
import io.cascade.budget.Budgets;
import io.cascade.budget.SpendLedger;
import io.cascade.exchange.Time;
import io.cascade.pricing.PriceSource;
import io.cascade.resilience.OpenCalls;
import io.cascade.test.RecordedRequest;
import io.cascade.test.ScriptedOpenRouter;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;
import reactor.core.publisher.Hooks;

import static io.cascade.conformance.Models.A;
import static io.cascade.conformance.Models.B;
import static io.cascade.conformance.Models.C;
import static io.cascade.conformance.Models.D;
import static io.cascade.conformance.Models.E;
import static io.cascade.conformance.Stack.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * A call that ends in the middle of a wait, whatever it waits for and whoever ends it,
 * leaves nothing behind: no place, turn, money, connection, timer or error, and it is
 * told once what became of it, after all that it has tried.
 */
class WaitTests {

	static final Duration DEADLINE = Duration.ofMinutes(10);

	static final Duration PATIENCE = Duration.ofSeconds(5);

	static final Duration BACKOFF = Duration.ofSeconds(30);

	private static final String PLACED = "placed/model";

	private static final String MINUTE = "minute/model";

	private static final String POOLED = "pooled/model";

	private static final String DEAF = "deaf/model";

	static final HandTimers timers = new HandTimers();

	static final ToldCalls told = new ToldCalls();

	static final SilentCode foreign = new SilentCode();

	static final DeafServer deaf = DeafServer.start();

	static final ScriptedOpenRouter third = ScriptedOpenRouter.start().acceptAnyModel();

	@RegisterExtension
	static final Stack stack = stack();

	private final Queue<Throwable> dropped = new ConcurrentLinkedQueue<>();

	private static Stack stack() {
		Stack stack = Stack.oneByOne()
			.chain("well", C)
			.chain("backoff", A)
			.chain("two", A, B)
			.chain("cooldown", E)
			.chain("hedged", A, B)
			.chain("judged", A, B)
			.chain("judge", D)
			.chain("placed", PLACED)
			.chain("minute", MINUTE)
			.chain("pooled", POOLED)
			.chain("deaf", DEAF);
		for (String upstream : List.of("placed", "minute", "pooled")) {
			stack.and("cascade.upstreams.%s.base-url=%s".formatted(upstream, third.upstreamUrl()));
		}
		return stack
			.and("cascade.upstreams.deaf.base-url=" + deaf.url(), "cascade.upstreams.placed.limits.max-in-flight=1",
					"cascade.upstreams.placed.limits.when-full=wait", "cascade.upstreams.placed.limits.max-wait=40s",
					"cascade.upstreams.minute.limits.max-per-minute=1",
					"cascade.upstreams.minute.limits.when-full=wait", "cascade.upstreams.minute.limits.max-wait=90s",
					"cascade.upstreams.pooled.connection.max-connections=1", "cascade.budgets.all.limit=1000000",
					"cascade.circuit.enabled=true", "cascade.circuit.minimum-calls=100")
			.and("cascade.chains.backoff.retry.max-attempts=2", "cascade.chains.backoff.retry.backoff=30s",
					"cascade.chains.backoff.retry.max-wait=60s", "cascade.chains.cooldown.retry.max-wait=60s",
					"cascade.chains.hedged.hedge.delay=20s", "cascade.chains.hedged.hedge.max-extra=1",
					"cascade.chains.judged.gate.judge.chain=judge", "cascade.chains.judged.gate.judge.deadline=50s")
			.bean(Time.class, () -> new Time(Clock.systemUTC(), timers))
			.bean(BulkheadRegistry.class, BulkheadRegistry::ofDefaults)
			.bean(RateLimiterRegistry.class, RateLimiterRegistry::ofDefaults)
			.bean(PriceSource.class, () -> (target) -> {
				foreign.block(Wait.PRICE);
				return Price.perMillion(BigDecimal.ONE, BigDecimal.TEN);
			})
			.bean(SpendLedger.class, SlowLedger::new)
			.bean(PromptCompactor.class, () -> (occasion) -> foreign.silence())
			.bean(CascadeListener.class, () -> told);
	}

	@AfterAll
	static void stop() {
		deaf.close();
		third.close();
		timers.dispose();
	}

	@BeforeEach
	void listen() {
		third.reset();
		told.clear();
		foreign.clear();
		Hooks.onErrorDropped(this.dropped::add);
	}

	@AfterEach
	void stopListening() {
		Hooks.resetOnErrorDropped();
		foreign.release();
	}

	static Stream<Arguments> table() {
		return Arrays.stream(Wait.values())
			.flatMap((wait) -> wait.ends().flatMap((end) -> wait.ways().map((way) -> arguments(wait, end, way))));
	}

	@ParameterizedTest(name = "{0}, {1}, {2}")
	@MethodSource("table")
	@DisplayName("P05 a call that ends while it waits leaves nothing behind")
	void leavesNothingBehind(Wait wait, End end, Way way) throws InterruptedException {
		assertThat(waiting()).isEmpty();
		foreign.wait = wait;
		Disposable arranged = wait.arrange();
		Asked asked = new Asked();
		Thread thread = new Thread(() -> wait.ask(way).subscribe(asked), "asking");
		thread.start();
		soon().until(wait::isReached);

		end.bring(asked);

		end.check(asked);
		foreign.release();
		thread.join(PATIENCE.toMillis());
		arranged.dispose();
		wait.conclude();
		soon().untilAsserted(() -> told.check(wait.outcome(end)));
		soon().untilAsserted(WaitTests::assertGivenBack);
		assertThat(told.attempts()).as("attempts").hasSize(wait.attempts());
		assertThat(seen()).as("requests").hasSize(wait.requests());
		assertThat(this.dropped).isEmpty();
		stack.server().model(C).answers("Well.");
		assertThat(stack.answer(way, request("well")).text()).isEqualTo("Well.");
		soon().untilAsserted(WaitTests::assertGivenBack);
	}

	/** Looked for often, since most of it is there at once. */
	static ConditionFactory soon() {
		return await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2));
	}

	static List<RecordedRequest> seen() {
		return Stream.of(stack.server().requests(), third.requests()).flatMap(List::stream).toList();
	}

	private static void assertGivenBack() {
		assertThat(stack.openCalls()).as("open calls").isZero();
		assertThat(seen()).extracting(RecordedRequest::outcome)
			.as("requests")
			.doesNotContain(RecordedRequest.Outcome.PENDING);
		deaf.listen();
		assertThat(deaf.open()).as("connections").isZero();
		assertThat(stack.bean(BulkheadRegistry.class)
			.bulkhead("cascade-placed")
			.getMetrics()
			.getAvailableConcurrentCalls()).as("places").isEqualTo(1);
		Budgets budgets = stack.bean(Budgets.class);
		for (Budget budget : budgets.all()) {
			assertThat(budgets.rooms(budget))
				.allSatisfy((room) -> assertThat(room.balance().reserved()).as("reserved").isZero());
		}
		assertThat(foreign.silent).as("foreign publishers").hasValue(0);
		assertThat(waiting()).as("timers").isEmpty();
	}

	/** All but the one after which the log tells how many calls were lost. */
	static List<Duration> waiting() {
		return timers.delays().stream().filter((delay) -> !delay.equals(Duration.ofSeconds(10))).toList();
	}

	/**
	 * Who ends the call.
	 */
	enum End {

		CANCEL {
			@Override
			void bring(Asked asked) {
				asked.cancel();
			}

			@Override
			CallOutcome outcome() {
				return CallOutcome.CANCELLED;
			}

			@Override
			void check(Asked asked) {
				assertThat(asked.failure).hasNullValue();
			}
		},
		DEADLINE {
			@Override
			void bring(Asked asked) {
				timers.fire(WaitTests.DEADLINE);
			}

			@Override
			FailureKind kind() {
				return FailureKind.DEADLINE;
			}
		},
		SHUTDOWN {
			@Override
			void bring(Asked asked) {
				OpenCalls calls = stack.bean(OpenCalls.class);
				calls.close(() -> {
				});
				calls.endAll();
				calls.open();
			}
		};

		abstract void bring(Asked asked);

		FailureKind kind() {
			return FailureKind.SHUTDOWN;
		}

		CallOutcome outcome() {
			return CallOutcome.LOST;
		}

		void check(Asked asked) {
			soon().until(() -> asked.failure.get() != null);
			assertThat(asked.failure.get()).isInstanceOfSatisfying(CascadeException.class,
					(ex) -> assertThat(ex.kind()).isEqualTo(kind()));
		}

	}

}
