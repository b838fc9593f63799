package io.cascade.conformance;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import io.cascade.Attempt;
import io.cascade.CascadeException;
import io.cascade.CascadeResponse;
import io.cascade.FailureKind;
import io.cascade.HedgeRules;
import io.cascade.NoCandidateException;
import io.cascade.health.AccountCooldown;
import io.cascade.health.TargetAvailability;
import io.cascade.test.Fault;
import io.cascade.test.RecordedRequest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static io.cascade.conformance.Models.A;
import static io.cascade.conformance.Models.B;
import static io.cascade.conformance.Models.C;
import static io.cascade.conformance.Models.LOCAL;
import static io.cascade.conformance.Stack.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Retries, circuits, cooldowns and limits over real sockets, counted at the server.
 */
class ResilienceTests {

	@RegisterExtension
	static final Stack stack = Stack.resilient()
		.and("cascade.upstreams.mirror.max-models-per-request=3", "cascade.upstreams.local.limits.max-in-flight=1")
		.chain("alone", A)
		.chain("ab", A, B)
		.chain("hop", "mirror/" + A, "mirror/" + B, "mirror/" + C)
		.chain("limited", LOCAL, A);

	private static Duration gap(int first) {
		List<RecordedRequest> seen = stack.server().requests();
		return Duration.ofNanos(seen.get(first + 1).arrivalNanos() - seen.get(first).arrivalNanos());
	}

	private static TargetAvailability availability(String target) {
		return stack.availability()
			.targets()
			.stream()
			.filter((availability) -> availability.target().equals(target))
			.findFirst()
			.orElseThrow();
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("B01 B19 A single target is asked again when it said it would serve again")
	void waitsForTheOnlyTarget(Way way) {
		stack.server().model(A).fails(Fault.status(429).retryAfter(Duration.ofSeconds(1)).times(1));
		CascadeResponse response = stack.answer(way, request("alone"));
		assertThat(response.attempts()).extracting(Attempt::kind).containsExactly(FailureKind.RATE_LIMIT, null);
		assertThat(response.attempts()).extracting(Attempt::hop).containsExactly(0, 1);
		assertThat(stack.server().callsTo(A)).isEqualTo(2);
		assertThat(gap(0)).isBetween(Duration.ofMillis(950), Duration.ofSeconds(3));
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("B03 retry-after-ms is more precise than Retry-After, and wins")
	void prefersMilliseconds(Way way) {
		stack.server().model(A).fails(Fault.status(503).retryAfter(Duration.ofHours(1)).retryAfterMs(80).times(1));
		assertThat(stack.answer(way, request("alone")).text()).isNotBlank();
		assertThat(gap(0)).isBetween(Duration.ofMillis(75), Duration.ofSeconds(2));
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("B03 X-RateLimit-Reset is an epoch in milliseconds or in seconds")
	void readsTheResetOfALimit(Way way) {
		long reset = System.currentTimeMillis() + 1200;
		stack.server().model(A).fails(Fault.status(429).header("X-RateLimit-Reset", Long.toString(reset)).times(1));
		assertThat(stack.answer(way, request("alone")).text()).isNotBlank();
		assertThat(gap(0)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(3));
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("A01 B19 500 once is made good on the same model, streamed or not")
	void retriesAServerError(Way way) {
		stack.server().model(A).fails(Fault.status(500).times(1));
		assertThat(stack.answer(way, request("alone")).model()).isEqualTo(A);
		assertThat(stack.server().callsTo(A)).isEqualTo(2);
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("D06 After one 429 a target is left alone")
	void leavesALimitedTargetAlone(Way way) {
		stack.server().model(A).fails(Fault.status(429).always());
		for (int call = 0; call < 20; call++) {
			assertThat(stack.answer(way, request("ab")).model()).isEqualTo(B);
		}
		assertThat(stack.server().callsTo(A)).isEqualTo(1);
		assertThat(stack.server().callsTo(B)).isEqualTo(20);
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("D02 D28 A target that is down is asked until its circuit opens")
	void opensACircuit(Way way) {
		stack.server().model(A).fails(Fault.status(503).always());
		for (int call = 0; call < 25; call++) {
			assertThat(stack.answer(way, request("ab")).model()).isEqualTo(B);
		}
		assertThat(stack.server().callsTo(A)).isEqualTo(5);
		assertThat(availability(A)).returns("open", TargetAvailability::circuit);
	}

	@ParameterizedTest
	@EnumSource(names = { "WHOLE", "STREAMED" })
	@DisplayName("D11 Streams that break open the circuit")
	void countsBrokenStreams(Way way) {
		stack.server().model(A).answers("a b c").fails(Fault.cutAfter(1).always());
		for (int call = 0; call < 8; call++) {
			way.ask(stack.cascade(), request("ab")).onErrorComplete().block(Stack.PATIENCE);
		}
		assertThat(stack.server().callsTo(A)).isEqualTo(5);
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("D25 A refused key cools the account down: one request, and it is told why")
	void coolsTheAccountDown(Way way) {
		stack.server().failsEveryRequest(Fault.status(401));
		assertThat(stack.failure(way, request("ab")).kind()).isEqualTo(FailureKind.CREDENTIALS);
		CascadeException second = stack.failure(way, request("ab"));
		assertThat(second).isInstanceOf(NoCandidateException.class).hasMessageContaining("(account until ");
		assertThat(second.retryAt()).isNotNull();
		assertThat(stack.server().requests()).hasSize(1);
		assertThat(stack.availability().accounts()).singleElement()
			.returns("openrouter", AccountCooldown::upstream)
			.returns(FailureKind.CREDENTIALS, AccountCooldown::kind);
	}

	@Test
	@DisplayName("D05 A model that was rate limited inside a hop is left out of the next one")
	void learnsFromInsideAHop() {
		stack.other().model(A).fails(Fault.status(429).always());
		assertThat(stack.answer(Way.WHOLE, request("hop")).model()).isEqualTo(B);
		assertThat(stack.answer(Way.WHOLE, request("hop")).model()).isEqualTo(B);
		assertThat(stack.offeredElsewhere()).containsExactly(List.of(A, B, C), List.of(B, C));
	}

	@Test
	@DisplayName("D02 A model that fails inside hops opens its circuit, the others stay")
	void countsInsideAHop() {
		stack.other().model(A).fails(Fault.status(503).always());
		for (int call = 0; call < 7; call++) {
			stack.answer(Way.WHOLE, request("hop"));
		}
		assertThat(stack.offeredElsewhere()).startsWith(List.of(A, B, C)).endsWith(List.of(B, C)).hasSize(7);
		assertThat(availability("mirror/" + A)).returns("open", TargetAvailability::circuit);
		assertThat(availability("mirror/" + B)).returns("closed", TargetAvailability::circuit)
			.returns(0, TargetAvailability::failures);
	}

	@Test
	@DisplayName("J07 The loser of a hedge is held against nobody")
	void ignoresTheLoserOfAHedge() {
		stack.server().model(A).fails(Fault.slowFirstToken(Duration.ofSeconds(20)).always());
		for (int call = 0; call < 6; call++) {
			CascadeResponse response = stack.answer(Way.WHOLE,
					request("ab").hedge(new HedgeRules(Duration.ofMillis(30), null, 1.0, false)));
			assertThat(response.model()).isEqualTo(B);
		}
		await().atMost(Stack.PATIENCE).until(() -> stack.server().callsTo(A) == 6);
		assertThat(availability(A)).returns(0, TargetAvailability::calls)
			.returns("closed", TargetAvailability::circuit);
	}

	@Test
	@DisplayName("J08 What is above the limit of an upstream goes to the next target")
	void sendsTheExcessElsewhere() {
		stack.other().model("llama3.1:8b").fails(Fault.slowFirstToken(Duration.ofMillis(300)).always());
		List<String> models = Flux
			.merge(IntStream.range(0, 4)
				.<Mono<CascadeResponse>>mapToObj((i) -> stack.cascade().exchange(request("limited")))
				.toList())
			.map(CascadeResponse::model)
			.collectList()
			.blockOptional(Stack.PATIENCE)
			.orElseThrow();
		assertThat(models).hasSize(4).filteredOn(A::equals).hasSize(3);
		assertThat(stack.other().requests()).hasSize(1);
		assertThat(availability(LOCAL)).returns(0, TargetAvailability::failures);
	}

	@Test
	@DisplayName("An operator takes a target out for maintenance and brings it back")
	void takesATargetOut() {
		stack.availability().coolDown(A, Duration.ofHours(1));
		assertThat(stack.answer(Way.WHOLE, request("ab")).model()).isEqualTo(B);
		stack.availability().endCooldown(A);
		assertThat(stack.answer(Way.WHOLE, request("ab")).model()).isEqualTo(A);
	}

}
