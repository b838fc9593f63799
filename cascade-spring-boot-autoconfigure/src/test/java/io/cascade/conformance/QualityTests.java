package io.cascade.conformance;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.cascade.CascadeResponse;
import io.cascade.LeftOut;
import io.cascade.Plan;
import io.cascade.exchange.Time;
import io.cascade.health.Acceptance;
import io.cascade.health.CascadeHealth;
import io.cascade.health.HealthStatus;
import io.cascade.health.MovableClock;
import io.cascade.health.Verdicts;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.scheduler.Schedulers;

import static io.cascade.conformance.Models.A;
import static io.cascade.conformance.Models.B;
import static io.cascade.conformance.Models.C;
import static io.cascade.conformance.Models.D;
import static io.cascade.conformance.Models.E;
import static io.cascade.conformance.Stack.request;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is learnt of answers that gates and the application judge.
 */
class QualityTests {

	private static final String LONG = "Because the first model that can answer well is the cheapest one.";

	private static final MovableClock CLOCK = new MovableClock(Clock.systemUTC());

	@RegisterExtension
	static final Stack stack = Stack.oneByOne()
		.bean(Time.class, () -> new Time(CLOCK, Schedulers.parallel()))
		.chain("gated", A, B)
		.chain("learning", C, D)
		.chain("plain", E)
		.and("cascade.chains.gated.gate.min-length=20", "cascade.chains.learning.gate.min-length=20",
				"cascade.chains.learning.min-quality=0.65", "cascade.chains.learning.learn-quality=true");

	@Test
	void aShortAnswerCountsAgainstItsModelAndTheNextOneForItsOwn() {
		stack.server().model(A).answers(LONG);
		for (int i = 0; i < 5; i++) {
			stack.answer(Way.WHOLE, request("gated"));
		}
		CLOCK.move(Duration.ofHours(2));
		stack.server().model(A).answers("No.");
		stack.server().model(B).answers(LONG);
		for (int i = 0; i < 5; i++) {
			assertThat(stack.answer(Way.WHOLE, request("gated")).text()).isEqualTo(LONG);
		}
		assertThat(lastHour(A)).isEqualTo(new Verdicts(0, 5, 0));
		assertThat(acceptance().accepted(A).before()).isEqualTo(new Verdicts(5, 0, 0));
		assertThat(lastHour(B)).isEqualTo(new Verdicts(5, 0, 0));
		assertThat(acceptance().gates(A)).containsOnly(Map.entry("min-length", new Verdicts(5, 5, 0)));
		assertThat(stack.bean(CascadeHealth.class).status("google")).isEqualTo(HealthStatus.DEGRADED);
		assertThat(stack.bean(CascadeHealth.class).status("openai")).isEqualTo(HealthStatus.UP);
	}

	@Test
	void feedbackCountsForTheModelThatAnswered() {
		CascadeResponse answer = stack.answer(Way.WHOLE, request("plain"));
		String id = Objects.requireNonNull(answer.generationId());
		assertThat(stack.cascade().feedback(id, false)).isTrue();
		assertThat(stack.cascade().feedback("gen-unheard-of", true)).isFalse();
		assertThat(lastHour(E)).isEqualTo(new Verdicts(0, 1, 0));
		assertThat(acceptance().gates(E)).containsOnly(Map.entry("feedback", new Verdicts(0, 1, 0)));
	}

	@Test
	@DisplayName("a model whose answers are rejected loses its place, and wins it back when they are good again")
	void losesItsPlaceAndWinsItBack() {
		stack.server().model(C).answers("No.");
		stack.server().model(D).answers(LONG);
		ask(5);
		assertThat(plan().leftOut()).containsExactly(new LeftOut(C, LeftOut.Reason.QUALITY));
		assertThat(plan().hops().get(0).first().id()).isEqualTo(D);
		int before = stack.offered().size();
		ask(40);
		assertThat(offeredSince(before).stream().filter(List.of(C)::equals).count()).isBetween(2L, 3L);
		stack.server().model(C).answers(LONG);
		CLOCK.move(Duration.ofHours(3));
		assertThat(plan().leftOut()).containsExactly(new LeftOut(C, LeftOut.Reason.QUALITY));
		ask(25);
		assertThat(plan().leftOut()).isEmpty();
		before = stack.offered().size();
		ask(3);
		assertThat(offeredSince(before)).containsExactly(List.of(C), List.of(C), List.of(C));
	}

	private static Plan plan() {
		return Objects.requireNonNull(stack.cascade().explain(request("learning")).block(Stack.PATIENCE));
	}

	private static List<List<String>> offeredSince(int before) {
		return stack.offered().subList(before, stack.offered().size());
	}

	private static void ask(int times) {
		for (int i = 0; i < times; i++) {
			assertThat(stack.answer(Way.WHOLE, request("learning")).text()).isEqualTo(LONG);
		}
	}

	private static Acceptance acceptance() {
		return stack.bean(Acceptance.class);
	}

	private static Verdicts lastHour(String target) {
		return acceptance().accepted(target).lastHour();
	}

}
