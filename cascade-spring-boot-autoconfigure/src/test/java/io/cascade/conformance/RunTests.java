package io.cascade.conformance;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.cascade.CallOutcome;
import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.CascadeRun;
import io.cascade.EmbeddingRequest;
import io.cascade.FailureKind;
import io.cascade.LeftOut;
import io.cascade.RunCall;
import io.cascade.RunExceededException;
import io.cascade.RunLimits;
import io.cascade.RunLimits.Limit;
import io.cascade.RunReport;
import io.cascade.Runs;
import io.cascade.budget.OpenRuns;
import io.cascade.quality.Tools;
import io.cascade.test.Fault;
import io.cascade.test.RecordedRequest;
import io.micrometer.context.ContextSnapshotFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import tools.jackson.databind.json.JsonMapper;

import static io.cascade.conformance.Models.A;
import static io.cascade.conformance.Models.B;
import static io.cascade.conformance.Models.C;
import static io.cascade.conformance.Stack.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * All calls under one budget, one deadline and one cap, over real sockets.
 */
class RunTests {

	private static final String VECTORS = "openai/text-embedding-3-small";

	/** A cent a request. */
	@RegisterExtension
	static final Stack stack = Stack.oneByOne()
		.and(chain("cent", A, "0.01"))
		.and(chain("judged", B, "0.01"))
		.and("cascade.chains.judged.gate.judge.chain=cent")
		.and(chain("both", C, "0.50", A, "0.01"))
		.and(chain("vectors", VECTORS, "0.01"))
		.and("cascade.chains.vectors.embeddings=true")
		.and(chain("retrying", A, "0.01"))
		.and("cascade.chains.retrying.retry.max-attempts=3")
		.and("cascade.default-chain=cent");

	private final Tools tools = Tools.none(JsonMapper.builder().build())
		.with("look", "Looks further", Where.class, (where) -> Mono.just("nothing yet"));

	private static String[] chain(String name, String... modelsAndCosts) {
		List<String> properties = new ArrayList<>();
		properties.add("cascade.chains.%s.retry.max-attempts=1".formatted(name));
		for (int i = 0; i < modelsAndCosts.length / 2; i++) {
			String model = "cascade.chains.%s.models[%d].".formatted(name, i);
			properties.addAll(List.of(model + "id=" + modelsAndCosts[2 * i], model + "price.prompt=0",
					model + "price.completion=0", model + "price.request=" + modelsAndCosts[2 * i + 1]));
		}
		return properties.toArray(String[]::new);
	}

	@BeforeEach
	void reportsTheSame() {
		prices();
	}

	private static void prices() {
		List.of(A, B, VECTORS)
			.forEach((model) -> stack.server().lists(model).price("0", "0").pricing("request", "0.01"));
	}

	private static RunLimits budget(String usd) {
		return RunLimits.NONE.withBudget(usd);
	}

	private static void neverStops() {
		stack.server().model(A).answersWithToolCall("call_1", "look", "{\"place\":\"there\"}");
	}

	@Test
	@DisplayName("I20 a loop of tools that never ends makes 40 paid rounds, and within a run no more than that allows")
	void stopsALoopThatNeverEnds() {
		neverStops();
		CascadeRequest request = request("cent");
		Throwable byRounds = failure(this.tools.run(stack.cascade(), request, 39));
		assertThat(byRounds).isInstanceOf(IllegalStateException.class);
		assertThat(stack.server().requests()).hasSize(40);

		stack.server().reset();
		prices();
		neverStops();
		CascadeRun run = CascadeRun.of("agent-7", budget("0.055"));
		Throwable byRun = failure(run.around(this.tools.run(stack.cascade(), request, 39)));
		assertThat(stack.server().requests()).hasSize(5);
		assertThat(byRun).isInstanceOfSatisfying(RunExceededException.class, (ex) -> {
			assertThat(ex.limit()).isEqualTo(Limit.BUDGET);
			assertThat(ex.kind()).isEqualTo(FailureKind.BUDGET);
			assertThat(ex).hasMessageContaining("Run 'agent-7' has no room: 0.05 of 0.055 USD")
				.hasMessageContaining("5 requests sent");
			assertThat(ex.leftOut()).extracting(LeftOut::reason).containsExactly(LeftOut.Reason.RUN);
			assertThat(ex.run().calls()).hasSize(6).last().hasToString("cent lost (no-candidate), 0 USD");
			assertThat(ex.run().calls().subList(0, 5)).allSatisfy((call) -> {
				assertThat(call.chain()).isEqualTo("cent");
				assertThat(call.model()).isEqualTo(A);
				assertThat(call.outcome()).isEqualTo(CallOutcome.ANSWERED);
				assertThat(call.spend().known()).isEqualByComparingTo("0.01");
			});
		});
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("I20 a run may send so many requests")
	void mayNotSendMore(Way way) {
		CascadeRun run = CascadeRun.of(RunLimits.NONE.withMaxRequests(2));
		List<Throwable> failures = Flux.range(0, 4)
			.concatMap((i) -> run.around(way.ask(stack.cascade(), request("cent"))).materialize())
			.mapNotNull(Signal::getThrowable)
			.collectList()
			.block(Stack.PATIENCE);
		assertThat(stack.server().requests()).hasSize(2);
		assertThat(failures).hasSize(2)
			.allSatisfy((failure) -> assertThat(failure)
				.isInstanceOfSatisfying(RunExceededException.class,
						(ex) -> assertThat(ex.limit()).isEqualTo(Limit.REQUESTS))
				.hasMessageContaining("may not send more than 2 requests"));
		assertThat(run.report().calls()).extracting(RunCall::outcome)
			.containsExactly(CallOutcome.ANSWERED, CallOutcome.ANSWERED, CallOutcome.LOST, CallOutcome.LOST);
	}

	@Test
	@DisplayName("I20 retries count as requests of a run")
	void countsRetries() {
		stack.server().model(A).fails(Fault.status(503));
		CascadeRun run = CascadeRun.of(RunLimits.NONE.withMaxRequests(2));
		assertThat(failure(run.around(stack.cascade().exchange(request("retrying"))))).isNotNull();
		assertThat(stack.server().requests()).hasSize(2);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 4 })
	@DisplayName("I21 calls side by side never take more than a run has, whatever becomes of them")
	void neverOvershoots(int seed) {
		Random random = new Random(seed);
		int free = random.nextInt(6);
		stack.server().model(A).fails(faults(random, free));
		int cents = 1 + random.nextInt(30);
		CascadeRun run = CascadeRun.of(RunLimits.NONE.withBudget(BigDecimal.valueOf(cents, 2)).withMaxRequests(25));
		CascadeRun inner = CascadeRun.of(RunLimits.NONE.withBudget("0.20"));
		Flux.range(0, 50).flatMap((i) -> {
			Mono<CascadeResponse> asked = stack.cascade().exchange(request("cent"));
			Mono<CascadeResponse> within = run.around((i % 2 == 0) ? inner.around(asked) : asked);
			return ((i % 5 == 0) ? within.timeout(Duration.ofMillis(20)) : within).onErrorComplete();
		}, 50).blockLast(Stack.PATIENCE);
		await().untilAsserted(() -> assertThat(run.report().reserved()).isZero());
		RunReport report = run.report();
		assertThat(stack.server().requests()).hasSizeLessThanOrEqualTo(25)
			.filteredOn((request) -> request.outcome() == RecordedRequest.Outcome.ANSWERED)
			.hasSizeLessThanOrEqualTo(cents + free);
		assertThat(report.spent()).isLessThanOrEqualTo(BigDecimal.valueOf(cents, 2));
		assertThat(report.requests()).isLessThanOrEqualTo(25);
		assertThat(inner.report().requests()).isLessThanOrEqualTo(20);
		assertThat(report.ended()).isEqualTo(50);
	}

	private static Fault[] faults(Random random, int free) {
		return IntStream.range(0, 10)
			.mapToObj(
					(i) -> (i < free) ? Fault.status(503) : Fault.slowFirstToken(Duration.ofMillis(random.nextInt(60))))
			.toArray(Fault[]::new);
	}

	@Test
	@DisplayName("I21 what a cancelled call has reserved in its run is settled")
	void settlesWhatIsCancelled() {
		stack.server().model(A).fails(Fault.slowFirstToken(Duration.ofSeconds(5)));
		CascadeRun run = CascadeRun.of(budget("0.01"));
		StepVerifier.create(run.around(stack.cascade().exchange(request("cent"))))
			.thenAwait(Duration.ofMillis(50))
			.then(() -> await().until(() -> run.report().reserved().signum() > 0))
			.thenCancel()
			.verify(Stack.PATIENCE);
		await().untilAsserted(() -> assertThat(run.report().reserved()).isZero());
		assertThat(run.report().calls()).extracting(RunCall::outcome).containsExactly(CallOutcome.CANCELLED);
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("I22 a call ends at the deadline of its run, and none begins after it")
	void endsAtItsDeadline(Way way) {
		stack.server().model(A).fails(Fault.slowFirstToken(Duration.ofSeconds(5)));
		CascadeRun run = CascadeRun.of(RunLimits.NONE.withDeadline(Duration.ofMillis(200)));
		for (int i = 0; i < 2; i++) {
			assertThat(failure(run.around(way.ask(stack.cascade(), request("cent")))))
				.isInstanceOfSatisfying(RunExceededException.class, (ex) -> {
					assertThat(ex.limit()).isEqualTo(Limit.DEADLINE);
					assertThat(ex.kind()).isEqualTo(FailureKind.DEADLINE);
				})
				.hasMessageContaining("is over: its deadline of 200 ms passed");
		}
		assertThat(stack.server().requests()).hasSize(1);
	}

	@Test
	@DisplayName("I20 a judge that is asked about an answer counts against the run of the answer")
	void countsJudges() {
		stack.server().model(A).answers("0.9");
		CascadeRun run = CascadeRun.of(RunLimits.NONE);
		run.around(stack.cascade().exchange(request("judged"))).block(Stack.PATIENCE);
		assertThat(run.report().requests()).isEqualTo(2);
		assertThat(run.report().spent()).isEqualByComparingTo("0.02");
		assertThat(run.report().calls()).extracting(RunCall::chain).containsExactlyInAnyOrder("cent", "judged");
	}

	@Test
	@DisplayName("I20 values, vectors and pieces count against a run")
	void countsWhateverIsAsked() {
		stack.server().model(A).answers("{\"place\":\"there\"}");
		CascadeOperations cascade = stack.cascade();
		CascadeRun run = CascadeRun.of(RunLimits.NONE.withMaxRequests(4));
		run.around(cascade.entity(request("cent"), Where.class)).block(Stack.PATIENCE);
		run.around(cascade.streamText(request("cent"))).blockLast(Stack.PATIENCE);
		run.around(cascade.embed(EmbeddingRequest.of("Why?").chain("vectors"))).block(Stack.PATIENCE);
		run.around(cascade.ask("Why?")).block(Stack.PATIENCE);
		assertThat(failure(run.around(cascade.ask("Why?")))).isInstanceOf(RunExceededException.class);
		assertThat(run.report().ended()).isEqualTo(5);
		assertThat(run.report().requests()).isEqualTo(4);
		assertThat(run.report().spent()).isEqualByComparingTo("0.03");
	}

	@Test
	@DisplayName("I20 a dear model that a run has no room for is left out, and a cheap one behind it is asked")
	void leavesOutWhatIsTooDear() {
		CascadeRun run = CascadeRun.of(budget("0.10"));
		CascadeResponse answer = Objects
			.requireNonNull(run.around(stack.cascade().exchange(request("both"))).block(Stack.PATIENCE));
		assertThat(answer.model()).isEqualTo(A);
		assertThat(answer.leftOut()).extracting(LeftOut::reason).containsExactly(LeftOut.Reason.RUN);
	}

	@Test
	@DisplayName("I23 a run inside a run counts against both")
	void countsAgainstBoth() {
		CascadeRun outer = CascadeRun.of("outer", budget("0.03"));
		CascadeRun inner = CascadeRun.of("inner", budget("0.02"));
		Mono<CascadeResponse> asked = stack.cascade().exchange(request("cent"));
		outer.around(inner.around(asked.repeat(1).then()).then(asked)).block(Stack.PATIENCE);
		assertThat(inner.report().spent()).isEqualByComparingTo("0.02");
		assertThat(outer.report().spent()).isEqualByComparingTo("0.03");
		CascadeRun another = CascadeRun.of("another", budget("1"));
		assertThat(failure(outer.around(another.around(asked)))).hasMessageContaining("Run 'outer' has no room");
		assertThat(another.report().requests()).isZero();
		assertThat(another.report().reserved()).isZero();
	}

	@Test
	@DisplayName("I23 a run that is open on a thread holds for what is asked there, and for tools on other threads")
	@SuppressWarnings("try")
	void travelsWithTheThread() {
		CascadeRun run = CascadeRun.of(RunLimits.NONE);
		AtomicInteger seen = new AtomicInteger();
		Tools blocking = Tools.none(JsonMapper.builder().build()).with("look", "Looks", Where.class, (where) -> {
			seen.addAndGet(Runs.ofThread().all().size());
			return stack.cascade().exchange(request("cent")).map(CascadeResponse::text);
		});
		stack.server()
			.model(A)
			.answersWithToolCall("call_1", "look", "{\"place\":\"there\"}")
			.then()
			.answers("Here.")
			.then()
			.answers("There.");
		try (Runs.Scope scope = run.open()) {
			assertThat(Runs.ofThread().all()).containsExactly(run);
			blocking.run(stack.cascade(), request("cent"), 3).subscribeOn(Schedulers.immediate()).block(Stack.PATIENCE);
		}
		assertThat(Runs.ofThread().isEmpty()).isTrue();
		assertThat(run.report().requests()).isEqualTo(3);
		assertThat(seen).hasValue(1);
	}

	@Test
	@DisplayName("I23 Micrometer's context propagation carries a run from thread to thread")
	@SuppressWarnings("try")
	void travelsWithSnapshots() {
		CascadeRun run = CascadeRun.of(RunLimits.NONE);
		Runnable asks;
		try (Runs.Scope scope = run.open()) {
			asks = ContextSnapshotFactory.builder()
				.build()
				.captureAll()
				.wrap((Runnable) () -> stack.cascade().exchange(request("cent")).block(Stack.PATIENCE));
		}
		Mono.fromRunnable(asks).subscribeOn(Schedulers.boundedElastic()).block(Stack.PATIENCE);
		assertThat(run.report().requests()).isEqualTo(1);
		assertThat(Runs.ofThread().isEmpty()).isTrue();
	}

	@Test
	@DisplayName("I22 a deadline beyond what a clock can count does not end a run")
	void mayTakeForEver() {
		for (long now : new long[] { Long.MIN_VALUE, 0, Long.MAX_VALUE }) {
			Runs runs = Runs.NONE.with(CascadeRun.of(RunLimits.NONE.withDeadline(Duration.ofDays(200_000))));
			assertThat(runs.timeLeft(now).isOver()).isFalse();
			assertThat(runs.timeLeft(now + 1).isOver()).isFalse();
		}
	}

	@Test
	@DisplayName("I23 planning within a run sends nothing and takes nothing")
	void planningTakesNothing() {
		CascadeRun run = CascadeRun.of(budget("0.001"));
		assertThat(Objects.requireNonNull(run.around(stack.cascade().explain(request("cent"))).block(Stack.PATIENCE))
			.leftOut()).extracting(LeftOut::reason).containsExactly(LeftOut.Reason.RUN);
		assertThat(run.report().requests()).isZero();
	}

	@Test
	@DisplayName("I23 the runs in which something was asked lately are known, one hundred at the most")
	void knowsTheNewestRuns() {
		OpenRuns open = stack.bean(OpenRuns.class);
		open.forget();
		for (int i = 0; i < 105; i++) {
			CascadeRun run = CascadeRun.of("r" + i, RunLimits.NONE.withMaxRequests(0));
			run.around(stack.cascade().ask("Why?")).onErrorComplete().block(Stack.PATIENCE);
		}
		assertThat(open.count()).isEqualTo(100);
		assertThat(open.reports().get(0).id()).isEqualTo("r104");
		assertThat(stack.server().requests()).isEmpty();
	}

	private static Throwable failure(Mono<?> asked) {
		Signal<?> signal = asked.materialize().block(Stack.PATIENCE);
		return Objects.requireNonNull(Objects.requireNonNull(signal).getThrowable());
	}

	record Where(String place) {

	}

}
