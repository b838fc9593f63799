package io.cascade.resilience;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.cascade.CallSettings;
import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.FailureKind;
import io.cascade.GateRules;
import io.cascade.health.TargetAvailability;
import io.cascade.resilience.VirtualUpstream.Answer;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Who is asked, and who is left alone, on virtual time.
 */
class CircuitTests {

	private static final String A = "a/a";

	private static final String B = "b/b";

	private static final Answer DOWN = Answer.fails(FailureKind.UNAVAILABLE, 503);

	private static final Answer ERROR = Answer.fails(FailureKind.SERVER_ERROR, 500);

	private final VirtualUpstream upstream = VirtualUpstream.oneByOne();

	@AfterEach
	void close() {
		this.upstream.close();
	}

	@Test
	@DisplayName("D01 The first failure opens nothing")
	void staysClosedAfterOneFailure() {
		this.upstream.model(A, DOWN);
		this.upstream.ask(this.upstream.once(A, B), 1);
		assertThat(this.upstream.state(A)).isEqualTo(State.CLOSED);
	}

	@Test
	@DisplayName("D02 D04 Enough failures open the circuit, and the target is not asked")
	void opensAtTheRate() {
		this.upstream.model(A, Answer.OK, DOWN, DOWN, Answer.OK, DOWN);
		CascadeOperations cascade = this.upstream.once(A, B);
		this.upstream.ask(cascade, 5);
		assertThat(this.upstream.state(A)).isEqualTo(State.OPEN);
		this.upstream.ask(cascade, 10);
		assertThat(this.upstream.asked(A)).isEqualTo(5);
		assertThat(this.upstream.asked(B)).isEqualTo(13);
	}

	@Test
	@DisplayName("D03 A quarter of failures keeps everybody in rotation")
	void staysClosedBelowTheRate() {
		CascadeOperations cascade = this.upstream.once(A, B);
		for (int round = 0; round < 10; round++) {
			this.upstream.model(A, DOWN, Answer.OK, Answer.OK, Answer.OK);
			this.upstream.ask(cascade, 4);
		}
		assertThat(this.upstream.state(A)).isEqualTo(State.CLOSED);
		assertThat(this.upstream.asked(A)).isEqualTo(40);
	}

	@ParameterizedTest
	@EnumSource(names = { "INVALID_REQUEST", "CONTENT_POLICY", "CONTEXT_LENGTH", "PROVIDER_REJECTED", "TOO_LARGE",
			"REJECTED", "SATURATED" })
	@DisplayName("D09 The caller's faults, refusals and our own limits never count")
	void ignoresCallersFaults(FailureKind kind) {
		this.upstream.always(A, Answer.fails(kind, 400));
		this.upstream.ask(this.upstream.once(A), 100);
		assertThat(this.upstream.asked(A)).isEqualTo(100);
		assertThat(this.upstream.buffered(A)).isZero();
	}

	@Test
	@DisplayName("D10 J07 Cancelled calls count neither way, and a cancelled probe gives its permit back")
	void ignoresCancelledCalls() {
		CascadeOperations cascade = this.upstream.once(A, B);
		this.upstream.always(A, Answer.OK.after(Duration.ofSeconds(10)));
		for (int i = 0; i < 100; i++) {
			cascade.exchange(CascadeRequest.of("Why?")).subscribe().dispose();
		}
		assertThat(this.upstream.asked(A)).isEqualTo(100);
		assertThat(this.upstream.buffered(A)).isZero();
		this.upstream.open(cascade, A);
		this.upstream.pass(Duration.ofSeconds(6));
		this.upstream.always(A, Answer.OK.after(Duration.ofSeconds(10)));
		for (int i = 0; i < 10; i++) {
			cascade.exchange(CascadeRequest.of("Why?")).subscribe().dispose();
		}
		assertThat(this.upstream.asked(A)).as("each one a probe").isEqualTo(115);
		assertThat(this.upstream.state(A)).isEqualTo(State.HALF_OPEN);
	}

	@Test
	@DisplayName("D11 A failure in the middle of a stream counts although the status was 200")
	void countsBrokenStreams() {
		this.upstream.always(A, Answer.fails(FailureKind.INCOMPLETE, null).cutOff());
		this.upstream.ask(this.upstream.once(A, B), 5);
		assertThat(this.upstream.state(A)).isEqualTo(State.OPEN);
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVER_ERROR", "EMPTY_ANSWER", "MALFORMED", "UNKNOWN" })
	@DisplayName("D13 A request that fails everywhere moves one circuit, that of its first target")
	void movesOneCircuit(FailureKind kind) {
		String[] slugs = { A, B, "c/c", "d/d", "e/e" };
		for (String slug : slugs) {
			this.upstream.always(slug, Answer.fails(kind, 500));
		}
		this.upstream.ask(this.upstream.once(slugs), 1);
		assertThat(this.upstream.asked()).containsExactly(slugs);
		assertThat(slugs).extracting(this.upstream::buffered).containsExactly(1, 0, 0, 0, 0);
	}

	@Test
	@DisplayName("D13 A failure that can't lie in the request counts everywhere")
	void countsOutagesEverywhere() {
		this.upstream.always(A, DOWN).always(B, DOWN);
		this.upstream.ask(this.upstream.once(A, B), 1);
		assertThat(List.of(A, B)).extracting(this.upstream::buffered).containsExactly(1, 1);
	}

	@Test
	@DisplayName("D14 However often a call asks a target, its failure counts once")
	void countsRetriedFailuresOnce() {
		this.upstream.always(A, DOWN);
		CascadeOperations cascade = this.upstream.cascade(A);
		this.upstream.run(cascade.exchange(CascadeRequest.of("Why?").retries(3)));
		assertThat(this.upstream.asked(A)).isEqualTo(4);
		assertThat(this.upstream.buffered(A)).isEqualTo(1);
	}

	@Test
	@DisplayName("D15 A half-open circuit lets its probes through, everybody else goes to the next target")
	void letsProbesThrough() {
		CascadeOperations cascade = this.upstream.once(A, B);
		this.upstream.open(cascade, A);
		this.upstream.pass(Duration.ofSeconds(6));
		this.upstream.always(A, Answer.OK.after(Duration.ofSeconds(1)));
		List<Mono<CascadeResponse>> calls = IntStream.range(0, 50)
			.mapToObj((i) -> cascade.exchange(CascadeRequest.of("Why?")))
			.toList();
		List<String> models = new ArrayList<>();
		calls.forEach((call) -> call.subscribe((answer) -> models.add(answer.model())));
		this.upstream.pass(Duration.ofSeconds(2));
		assertThat(models).hasSize(50).filteredOn(A::equals).hasSize(2);
		assertThat(this.upstream.state(A)).as("D16 D18 good probes close it").isEqualTo(State.CLOSED);
		this.upstream.ask(cascade, 3);
		assertThat(this.upstream.asked(A)).isEqualTo(5 + 2 + 3);
	}

	@Test
	@DisplayName("D16 Each failed probe doubles the wait, up to 15 s")
	void waitsLongerEachTime() {
		CascadeOperations cascade = this.upstream.once(A, B);
		this.upstream.open(cascade, A);
		List<Long> waits = new ArrayList<>();
		for (int round = 0; round < 5; round++) {
			long before = this.upstream.asked(A);
			long waited = 0;
			while (this.upstream.asked(A) == before) {
				this.upstream.pass(Duration.ofMillis(500));
				waited += 500;
				this.upstream.ask(cascade, 1);
			}
			waits.add(waited / 1000);
		}
		assertThat(waits.get(0)).isCloseTo(5, within(1L));
		assertThat(waits.get(1)).isCloseTo(10, within(1L));
		assertThat(waits.subList(2, 5)).allSatisfy((wait) -> assertThat(wait).isCloseTo(15, within(2L)));
	}

	@Test
	@DisplayName("D18 A call that began before the circuit opened says nothing about now")
	void ignoresWhatBeganBefore() {
		CascadeOperations cascade = this.upstream.once(A, B);
		this.upstream.model(A, DOWN.after(Duration.ofSeconds(8)), DOWN.after(Duration.ofSeconds(8)));
		cascade.exchange(CascadeRequest.of("Why?")).subscribe();
		cascade.exchange(CascadeRequest.of("Why?")).subscribe();
		this.upstream.open(cascade, A);
		this.upstream.pass(Duration.ofSeconds(6));
		this.upstream.always(A, Answer.OK);
		this.upstream.ask(cascade, 1);
		this.upstream.pass(Duration.ofSeconds(3));
		this.upstream.ask(cascade, 1);
		assertThat(this.upstream.state(A)).isEqualTo(State.CLOSED);
	}

	@Test
	@DisplayName("D24 One open circuit leaves the others alone")
	void keepsCircuitsApart() {
		this.upstream.open(this.upstream.once(A, B), A);
		assertThat(this.upstream.state(B)).isEqualTo(State.CLOSED);
	}

	@Test
	@DisplayName("D27 After it has closed the share of a target grows, if wanted")
	void growsTheShare() {
		this.upstream.circuits(new CircuitRules(true, 50, Duration.ofSeconds(15), 80, 20, 5, Duration.ofSeconds(5),
				Duration.ofSeconds(20), 1, Duration.ofSeconds(60)));
		CascadeOperations cascade = this.upstream.once(A, B);
		this.upstream.open(cascade, A);
		this.upstream.pass(Duration.ofSeconds(6));
		this.upstream.always(A, Answer.OK);
		this.upstream.ask(cascade, 1);
		assertThat(this.upstream.state(A)).isEqualTo(State.CLOSED);
		List<Long> shares = new ArrayList<>();
		for (int step = 0; step < 4; step++) {
			this.upstream.pass(Duration.ofSeconds(15));
			long before = this.upstream.asked(A);
			this.upstream.ask(cascade, 100);
			shares.add(this.upstream.asked(A) - before);
		}
		assertThat(shares.get(0)).isBetween(10L, 45L);
		assertThat(shares.get(2)).isBetween(60L, 95L);
		assertThat(shares.get(3)).isEqualTo(100);
	}

	@Test
	@DisplayName("D28 The next call already knows what the last one did")
	void decidesAtOnce() {
		this.upstream.always(A, ERROR);
		this.upstream.ask(this.upstream.once(A, B), 25);
		assertThat(this.upstream.asked(A)).isEqualTo(5);
	}

	@Test
	@DisplayName("D29 Reading changes nothing")
	void readsOnly() {
		CascadeOperations cascade = this.upstream.once(A, B);
		this.upstream.open(cascade, A);
		this.upstream.pass(Duration.ofSeconds(6));
		for (int i = 0; i < 100; i++) {
			this.upstream.availability().targets();
			this.upstream.availability().accounts();
			this.upstream.availability().unavailability(this.upstream.target(A));
		}
		assertThat(this.upstream.state(A)).as("a read probes nothing").isEqualTo(State.OPEN);
		assertThat(this.upstream.availability().targets()).first()
			.returns("open", TargetAvailability::circuit)
			.returns(5, TargetAvailability::failures)
			.returns(null, TargetAvailability::unavailability);
	}

	@Test
	@DisplayName("Slow first tokens open the circuit too")
	void opensWhenSlow() {
		this.upstream.always(A, Answer.OK.after(Duration.ofSeconds(16)));
		this.upstream.ask(this.upstream.once(A, B), 5);
		assertThat(this.upstream.state(A)).isEqualTo(State.OPEN);
	}

	@Test
	@DisplayName("F12 Time that the length of the prompt explains makes nobody slow")
	void staysClosedWhenThePromptIsLong() {
		this.upstream.always(A, Answer.OK.after(Duration.ofSeconds(16)));
		CascadeOperations patient = this.upstream.cascade((defaults) -> new CallSettings(
				defaults.timeouts().withFirstTokenPer1kTokens(Duration.ofSeconds(1_000)), defaults.fallback(),
				defaults.stream(), defaults.hedge(), defaults.retry(), defaults.selection(), GateRules.DEFAULTS), A, B);
		this.upstream.ask(patient, 5);
		assertThat(this.upstream.state(A)).isEqualTo(State.CLOSED);
	}

	@Test
	@DisplayName("A failed connection counts against every target of the hop")
	void countsAFailedConnectionForTheWholeHop() {
		try (VirtualUpstream threes = new VirtualUpstream(3)) {
			threes.always(A, Answer.fails(FailureKind.CONNECTION, null));
			threes.failure(threes.cascade(A, B));
			assertThat(threes.circuit(A).getMetrics().getNumberOfFailedCalls()).isEqualTo(1);
			assertThat(threes.circuit(B).getMetrics().getNumberOfFailedCalls()).isEqualTo(1);
		}
	}

	@Test
	@DisplayName("A circuit breaker of the registry wins over the configuration")
	void takesTheRegistrysOwn() {
		this.upstream.circuitBreakers.circuitBreaker("cascade-a-a",
				CircuitBreakerConfig.custom().slidingWindowSize(2).minimumNumberOfCalls(2).build());
		this.upstream.always(A, DOWN);
		this.upstream.ask(this.upstream.once(A, B), 5);
		assertThat(this.upstream.asked(A)).isEqualTo(2);
	}

	@Test
	@DisplayName("Targets whose names differ in punctuation only have circuits of their own")
	void keepsSimilarNamesApart() {
		this.upstream.always("a/x-1", DOWN);
		this.upstream.ask(this.upstream.once("a/x-1", "a/x.1"), 5);
		assertThat(this.upstream.circuitBreakers.getAllCircuitBreakers()).extracting(CircuitBreaker::getName)
			.hasSize(2)
			.contains("cascade-a-x-1");
		assertThat(this.upstream.state("a/x-1")).isEqualTo(State.OPEN);
		this.upstream.ask(this.upstream.once("a/x.1"), 1);
		assertThat(this.upstream.asked("a/x.1")).isEqualTo(6);
	}

	@Test
	@DisplayName("C16 Every target of a tier is tried before the next tier")
	void finishesATierFirst() {
		this.upstream.always(A, DOWN).always(B, DOWN);
		assertThat(this.upstream.answer(this.upstream.once(A, B, "c/c")).model()).isEqualTo("c/c");
		assertThat(this.upstream.asked()).containsExactly(A, B, "c/c");
	}

	@Test
	@DisplayName("D15 D16 One failed probe of two decides, and a probe that hung is part of the wait")
	void decidesEarly() {
		this.upstream.open(this.upstream.once(A, B), A);
		this.upstream.pass(Duration.ofSeconds(6));
		this.upstream.always(A, Answer.fails(FailureKind.TIMEOUT, null).after(Duration.ofSeconds(4)));
		CascadeOperations cascade = this.upstream.once(A, B);
		this.upstream.ask(cascade, 1);
		assertThat(this.upstream.asked(A)).isEqualTo(6);
		assertThat(this.upstream.state(A)).isEqualTo(State.OPEN);
		this.upstream.always(A, Answer.OK);
		this.upstream.pass(Duration.ofMillis(5900));
		this.upstream.ask(cascade, 1);
		assertThat(this.upstream.asked(A)).as("10 s less the 4 of the probe").isEqualTo(6);
		this.upstream.pass(Duration.ofMillis(200));
		this.upstream.ask(cascade, 1);
		assertThat(this.upstream.asked(A)).isEqualTo(7);
	}

	@Test
	@DisplayName("D15 A probe waits for its first token no longer than what is called slow")
	void probesWithLessPatience() {
		List<Duration> patience = new ArrayList<>();
		this.upstream.watch((call) -> patience.add(call.settings().timeouts().firstTokenTimeout()));
		CascadeOperations cascade = this.upstream.once(A, B);
		this.upstream.open(cascade, A);
		this.upstream.pass(Duration.ofSeconds(6));
		patience.clear();
		this.upstream.always(A, Answer.OK);
		this.upstream.ask(cascade, 3);
		assertThat(patience).containsExactly(Duration.ofSeconds(15), Duration.ofSeconds(15), Duration.ofSeconds(30));
	}

}
