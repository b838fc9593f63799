package io.cascade.conformance;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.cascade.Attempt;
import io.cascade.Call;
import io.cascade.CallOutcome;
import io.cascade.CascadeException;
import io.cascade.CascadeListener;
import io.cascade.CascadeRequest;
import io.cascade.EscalationPolicy;
import io.cascade.FailureKind;
import io.cascade.Journal;
import io.cascade.Message;
import io.cascade.Price;
import io.cascade.PromptCompactor;
import io.cascade.Time;
import io.cascade.pricing.Budget;
import io.cascade.pricing.Budgets;
import io.cascade.pricing.InMemorySpendLedger;
import io.cascade.pricing.PriceSource;
import io.cascade.pricing.SpendAccount;
import io.cascade.pricing.SpendLedger;
import io.cascade.quality.Tools;
import io.cascade.streams.OpenCalls;
import io.cascade.test.Fault;
import io.cascade.test.RecordedRequest;
import io.cascade.test.ScriptedOpenRouter;
import io.cascade.test.VendorError;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;

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

	private static final Duration DEADLINE = Duration.ofSeconds(600);

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final Duration BACKOFF = Duration.ofSeconds(30);

	private static final String PLACED = "placed/model";

	private static final String MINUTE = "minute/model";

	private static final String POOLED = "pooled/model";

	private static final String DEAF = "deaf/model";

	private static final HandTimers timers = new HandTimers();

	private static final Told told = new Told();

	private static final Foreign foreign = new Foreign();

	private static final DeafServer deaf = DeafServer.start();

	private static final ScriptedOpenRouter third = ScriptedOpenRouter.start().acceptAnyModel();

	@RegisterExtension
	static final Stack stack = stack();

	private final Queue<Throwable> dropped = new ConcurrentLinkedQueue<>();

	private static Stack stack() {
		Stack stack = Stack.oneByOne()
			.chain("well", C)
			.chain("backoff", A)
			.chain("two", A, B)
			.chain("rest", E)
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
					"cascade.chains.backoff.retry.max-wait=60s", "cascade.chains.rest.retry.max-wait=60s",
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
	@DisplayName("P5 a call that ends while it waits leaves nothing behind")
	void leavesNothingBehind(Wait wait, End end, Way way) throws InterruptedException {
		assertThat(timers()).isEmpty();
		foreign.wait = wait;
		Disposable arranged = wait.arrange();
		Asked asked = new Asked();
		Thread thread = new Thread(() -> wait.ask(way).subscribe(asked), "asking");
		thread.start();
		await().atMost(PATIENCE).until(wait::isReached);

		end.bring(asked);

		end.check(asked);
		foreign.release();
		thread.join(PATIENCE.toMillis());
		arranged.dispose();
		wait.conclude();
		await().atMost(PATIENCE).untilAsserted(() -> told.check(wait.outcome(end)));
		await().atMost(PATIENCE).untilAsserted(WaitTests::assertGivenBack);
		assertThat(told.attempts()).as("attempts").hasSize(wait.attempts());
		assertThat(seen()).as("requests").hasSize(wait.requests());
		assertThat(this.dropped).isEmpty();
		stack.server().model(C).answers("Well.");
		assertThat(stack.answer(way, request("well")).text()).isEqualTo("Well.");
		await().atMost(PATIENCE).untilAsserted(WaitTests::assertGivenBack);
	}

	private static List<RecordedRequest> seen() {
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
		assertThat(timers()).as("timers").isEmpty();
	}

	/** All but the one after which the log tells how many calls were lost. */
	private static List<Duration> timers() {
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
			await().atMost(PATIENCE).until(() -> asked.failure.get() != null);
			assertThat(asked.failure.get()).isInstanceOfSatisfying(CascadeException.class,
					(ex) -> assertThat(ex.kind()).isEqualTo(kind()));
		}

	}

	/**
	 * What a call waits for.
	 */
	enum Wait {

		BACKOFF("backoff", 1, 1) {
			@Override
			Disposable arrange() {
				stack.server().model(A).fails(Fault.status(503));
				return super.arrange();
			}

			@Override
			boolean isReached() {
				return told.attempts().size() == 1;
			}
		},
		COOLDOWN("rest", 0, 0) {
			@Override
			Disposable arrange() {
				stack.standings().bench(E, WaitTests.BACKOFF);
				return super.arrange();
			}

			@Override
			boolean isReached() {
				return timers.isWaiting(WaitTests.BACKOFF);
			}
		},
		PLACE("placed", 0, 0) {
			@Override
			Disposable arrange() {
				var bulkhead = stack.bean(BulkheadRegistry.class).bulkhead("cascade-placed");
				bulkhead.acquirePermission();
				return bulkhead::onComplete;
			}

			@Override
			boolean isReached() {
				return timers.isWaiting(Duration.ofSeconds(40));
			}
		},
		MINUTE("minute", 0, 0) {
			@Override
			Disposable arrange() {
				stack.bean(RateLimiterRegistry.class).rateLimiter("cascade-minute").drainPermissions();
				this.timers = timers().size();
				return super.arrange();
			}

			private int timers;

			@Override
			boolean isReached() {
				return timers().size() == this.timers + 2;
			}
		},
		CONNECTION("pooled", 2, 1) {
			@Override
			Disposable arrange() {
				third.model("model").fails(Fault.silent());
				Asked first = new Asked();
				stack.cascade().exchange(Stack.request("pooled").deadline(Duration.ofSeconds(1000))).subscribe(first);
				await().atMost(PATIENCE).until(() -> !third.requests().isEmpty());
				this.timers = timers().size();
				return first::cancel;
			}

			private int timers;

			@Override
			boolean isReached() {
				return timers().size() == this.timers + 2;
			}
		},
		BODY("deaf", 1, 0) {
			@Override
			CascadeRequest request() {
				return super.request().messages(List.of(Message.user("Why? ".repeat(2_000_000))));
			}

			@Override
			boolean isReached() {
				return deaf.open() == 1;
			}
		},
		HEADERS("two", 1, 1) {
			@Override
			Disposable arrange() {
				stack.server().model(A).fails(Fault.silent());
				return super.arrange();
			}

			@Override
			boolean isReached() {
				return seen().size() == 1;
			}
		},
		FIRST_TOKEN("two", 1, 1) {
			@Override
			Disposable arrange() {
				stack.server().model(A).fails(Fault.stallAfter(0));
				return super.arrange();
			}

			@Override
			boolean isReached() {
				return seen().size() == 1;
			}
		},
		MID_STREAM("two", 1, 1) {
			@Override
			Disposable arrange() {
				stack.server().model(A).answers("a b c d e").fails(Fault.stallAfter(3));
				return super.arrange();
			}

			@Override
			boolean isReached() {
				return seen().size() == 1;
			}
		},
		GRACE("two", 1, 1) {
			@Override
			Disposable arrange() {
				stack.server().model(A).answersRaw("text/event-stream", """
						data: {"choices":[{"index":0,"delta":{"content":"a"}}]}

						data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

						""", "data: [DONE]\n\n").fails(Fault.stallAfter(1));
				return super.arrange();
			}

			@Override
			boolean isReached() {
				return timers.isWaiting(Duration.ofSeconds(2));
			}
		},
		HEDGE_DELAY("hedged", 1, 1) {
			@Override
			Disposable arrange() {
				stack.server().model(A).fails(Fault.silent());
				return super.arrange();
			}

			@Override
			boolean isReached() {
				return seen().size() == 1 && timers.isWaiting(Duration.ofSeconds(20));
			}
		},
		HEDGE("hedged", 2, 2) {
			@Override
			Disposable arrange() {
				stack.server().model(A).fails(Fault.silent());
				stack.server().model(B).fails(Fault.stallAfter(0));
				return super.arrange();
			}

			@Override
			boolean isReached() {
				if (seen().size() == 1) {
					timers.fire(Duration.ofSeconds(20));
				}
				return seen().size() == 2;
			}
		},
		GATE("two", 1, 1) {
			@Override
			CascadeRequest request() {
				return super.request().gates((call, answer) -> foreign.silence());
			}
		},
		BLOCKING_GATE("two", 1, 1) {
			@Override
			CascadeRequest request() {
				return super.request().gates((EscalationPolicy) (call, answer) -> {
					foreign.block(this);
					return Mono.empty();
				});
			}
		},
		JUDGE("judged", 2, 2) {
			@Override
			Disposable arrange() {
				stack.server().model(D).fails(Fault.silent());
				return super.arrange();
			}

			/** A shutdown may end the judge first, who lets the answer pass. */
			@Override
			Stream<End> ends() {
				return Stream.of(End.CANCEL, End.DEADLINE);
			}

			@Override
			boolean isReached() {
				return seen().size() == 2;
			}
		},
		LEDGER("well", 0, 0) {
			/** It is listened to for another minute. */
			@Override
			void conclude() {
				timers.fire(Duration.ofMinutes(1));
			}
		},
		LATE_LEDGER("well", 0, 0), PRICE("well", 0, 0), SETTLING("two", 2, 2) {
			@Override
			Disposable arrange() {
				stack.server().model(A).fails(Fault.status(503));
				stack.server().model(B).fails(Fault.stallAfter(0));
				return super.arrange();
			}

			@Override
			boolean isReached() {
				return seen().size() == 2;
			}
		},
		LISTENER("two", 1, 1) {
			@Override
			Disposable arrange() {
				stack.server().model(A).fails(Fault.status(503));
				return super.arrange();
			}

		},
		TOOL("two", 1, 1) {
			@Override
			Disposable arrange() {
				stack.server().model(A).answersWithToolCall("1", "wait", "{\"names\":[]}");
				return super.arrange();
			}

			@Override
			Publisher<?> ask(Way way) {
				return stack.bean(Tools.class)
					.with("wait", "Waits", Names.class, (names) -> foreign.silence())
					.run(stack.cascade(), request(), 3);
			}

			@Override
			Stream<Way> ways() {
				return Stream.of(Way.WHOLE);
			}

			/** It runs between two calls. */
			@Override
			Stream<End> ends() {
				return Stream.of(End.CANCEL);
			}

			@Override
			CallOutcome outcome(End end) {
				return CallOutcome.ANSWERED;
			}
		},
		COMPACTOR("two", 1, 1) {
			@Override
			Disposable arrange() {
				stack.server().model(A).fails(Fault.of(VendorError.OPENAI_CONTEXT_LENGTH));
				return super.arrange();
			}
		};

		private final String chain;

		private final int attempts;

		private final int requests;

		Wait(String chain, int attempts, int requests) {
			this.chain = chain;
			this.attempts = attempts;
			this.requests = requests;
		}

		Stream<Way> ways() {
			return Arrays.stream(Way.values()).filter((way) -> way != Way.BUFFERED);
		}

		Disposable arrange() {
			return () -> {
			};
		}

		CascadeRequest request() {
			return Stack.request(this.chain).deadline(DEADLINE);
		}

		Publisher<?> ask(Way way) {
			return (way == Way.STREAMED) ? stack.cascade().stream(request()) : stack.cascade().exchange(request());
		}

		boolean isReached() {
			return foreign.reached.getCount() == 0;
		}

		Stream<End> ends() {
			return Arrays.stream(End.values());
		}

		CallOutcome outcome(End end) {
			return end.outcome();
		}

		void conclude() {
		}

		int attempts() {
			return this.attempts;
		}

		int requests() {
			return this.requests;
		}

	}

	record Names(List<String> names) {

	}

	private static final class Asked extends BaseSubscriber<Object> {

		private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

		@Override
		protected void hookOnError(Throwable ex) {
			assertThat(this.failure.getAndSet(ex)).isNull();
		}

	}

	/**
	 * Code of an application that says nothing, or blocks.
	 */
	private static final class Foreign {

		private volatile Wait wait = Wait.GATE;

		private volatile CountDownLatch reached = new CountDownLatch(1);

		private volatile CountDownLatch released = new CountDownLatch(1);

		private final AtomicInteger silent = new AtomicInteger();

		void clear() {
			this.reached = new CountDownLatch(1);
			this.released = new CountDownLatch(1);
			this.silent.set(0);
		}

		<T> Mono<T> silence() {
			return Mono.<T>never().doOnSubscribe((subscription) -> {
				this.silent.incrementAndGet();
				this.reached.countDown();
			}).doOnCancel(this.silent::decrementAndGet);
		}

		/** It may be on an event loop, where BlockHound lets nobody wait. */
		void block(Wait here) {
			if (this.wait == here) {
				this.reached.countDown();
				while (this.released.getCount() != 0 && !Thread.currentThread().isInterrupted()) {
					Thread.onSpinWait();
				}
			}
		}

		Mono<Void> whenReleased() {
			return Mono.create((sink) -> {
				this.reached.countDown();
				Thread waiting = new Thread(() -> {
					block(this.wait);
					sink.success();
				});
				waiting.setDaemon(true);
				waiting.start();
			});
		}

		void release() {
			this.released.countDown();
		}

	}

	/**
	 * A ledger that is slow in the way of a wait.
	 */
	private static final class SlowLedger implements SpendLedger {

		private final InMemorySpendLedger memory = new InMemorySpendLedger();

		@Override
		public Mono<Reservation> reserve(List<SpendAccount> accounts, BigDecimal amount, Instant now) {
			Mono<Reservation> reserved = this.memory.reserve(accounts, amount, now);
			return switch (foreign.wait) {
				case LEDGER -> (foreign.reached.getCount() == 0) ? reserved : foreign.silence();
				case LATE_LEDGER -> reserved.flatMap((done) -> foreign.whenReleased().thenReturn(done));
				default -> reserved;
			};
		}

		@Override
		public Mono<Void> settle(Reservation reservation, BigDecimal amount) {
			Mono<Void> settled = this.memory.settle(reservation, amount);
			return (foreign.wait == Wait.SETTLING) ? foreign.whenReleased().then(settled) : settled;
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

	/**
	 * What was told of each call, in order.
	 */
	private static final class Told implements CascadeListener {

		private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();

		void clear() {
			this.entries.clear();
		}

		List<Attempt> attempts() {
			return this.entries.stream().flatMap((entry) -> entry.attempts().stream()).toList();
		}

		/**
		 * Each call has ended once, after all its attempts, and the outer one as asked.
		 */
		void check(CallOutcome outcome) {
			List<Entry> all = List.copyOf(this.entries);
			List<Journal> journals = all.stream().map(Entry::journal).distinct().toList();
			assertThat(journals).isNotEmpty().allSatisfy((journal) -> {
				List<Entry> own = all.stream().filter((entry) -> entry.journal() == journal).toList();
				assertThat(own).filteredOn((entry) -> entry.outcome() != null).hasSize(1);
				assertThat(own.get(own.size() - 1).outcome()).isNotNull();
				assertThat(own).flatExtracting(Entry::attempts).hasSameSizeAs(journal.attempts());
			});
			assertThat(all).extracting(Entry::outcome).contains(outcome);
		}

		@Override
		public void attempted(Call call, List<Attempt> attempts) {
			foreign.block(Wait.LISTENER);
			this.entries.add(new Entry(call.journal(), attempts, null));
		}

		@Override
		public void ended(Call call, CallOutcome outcome, @Nullable Throwable failure) {
			this.entries.add(new Entry(call.journal(), List.of(), outcome));
		}

	}

	private record Entry(Journal journal, List<Attempt> attempts, @Nullable CallOutcome outcome) {

	}

}
