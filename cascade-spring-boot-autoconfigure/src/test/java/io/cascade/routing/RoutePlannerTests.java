package io.cascade.routing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

import io.cascade.CascadeRequest;
import io.cascade.ContentPart;
import io.cascade.FailureKind;
import io.cascade.FallbackRules;
import io.cascade.FallbackRules.WhenAllCoolingDown;
import io.cascade.Hop;
import io.cascade.LeftOut;
import io.cascade.LeftOut.Reason;
import io.cascade.Message;
import io.cascade.Options;
import io.cascade.Plan;
import io.cascade.ProviderPreferences;
import io.cascade.Target;
import io.cascade.health.AllAvailable;
import io.cascade.health.Availability;
import io.cascade.health.CoolingDown;
import io.cascade.health.Unavailability;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RoutePlanner}.
 */
class RoutePlannerTests {

	private static final Instant LATER = Instant.parse("2026-11-23T04:00:00Z");

	static LongStream seeds() {
		return LongStream.range(0, 100);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	@DisplayName("what is explained is what is sent, hop by hop, when each fails")
	void plansWhatIsSent(long seed) {
		Random random = new Random(seed);
		List<Target> targets = new ArrayList<>();
		int count = 1 + random.nextInt(9);
		for (int i = 0; i < count; i++) {
			targets.add(Walking.target(random.nextInt(4) == 0 ? Walking.OLLAMA : Walking.OPENROUTER, "m/" + i));
		}
		Walking walk = Walking.of(targets);
		Plan plan = new RoutePlanner(PlanningContext.of(new AllAvailable())).plan(walk.call(false));
		plan.hops().forEach((hop) -> walk.failsWhole(FailureKind.UNAVAILABLE, 503));
		walk.streamed().materialize().blockLast(Duration.ofSeconds(5));
		assertThat(walk.sent()).isEqualTo(plan.hops().stream().map(Hop::toString).toList());
	}

	@Test
	@DisplayName("C13 every target that is left out has its reason")
	void reportsWhyATargetIsLeftOut() {
		Walking walk = Walking.inThrees("a/a", "b/b", "a/a", "c/c");
		Availability availability = new CoolingDown("b/b", new Unavailability(Reason.CIRCUIT_OPEN, LATER));
		Plan plan = new RoutePlanner(PlanningContext.of(availability)).plan(walk.call(false));
		assertThat(plan.hops()).extracting(Hop::toString).containsExactly("[a/a, c/c]");
		assertThat(plan.leftOut()).containsExactly(new LeftOut("a/a", Reason.TRIED),
				new LeftOut("b/b", Reason.CIRCUIT_OPEN, LATER));
		assertThat(plan)
			.hasToString("test: [a/a, c/c]; left out: a/a (tried), b/b (circuit-open until 2026-11-23T04:00:00Z)");
	}

	@ParameterizedTest
	@CsvSource({ "900, false", "901, true", "1000000, true", "2147483647, true" })
	@DisplayName("H03 a target whose window can't hold prompt and answer is left out, an unknown window is tried")
	void leavesOutWindowsThatAreTooSmall(int promptTokens, boolean tooSmall) {
		Target small = sized("a/small", 1000);
		Target unknown = sized("b/unknown", null);
		Walking walk = Walking.of(List.of(small, unknown))
			.request(CascadeRequest.of("Why?").promptTokens(promptTokens).maxTokens(100));
		Plan plan = new RoutePlanner(PlanningContext.of(new AllAvailable())).plan(walk.call(false));
		assertThat(plan.leftOut()).isEqualTo(tooSmall ? List.of(new LeftOut("a/small", Reason.CONTEXT)) : List.of());
		assertThat(plan.hops().get(0).targets()).hasSize(tooSmall ? 1 : 2);
	}

	@Test
	@DisplayName("H03 what does not fit is not sent either")
	void sendsNothingToAWindowThatIsTooSmall() {
		Walking walk = Walking.of(List.of(sized("a/small", 1000), sized("b/large", 100_000)))
			.request(CascadeRequest.of("Why?").promptTokens(5_000))
			.answers("yes");
		assertThat(walk.folded()).isNotNull();
		assertThat(walk.sent()).containsExactly("[b/large]");
	}

	@Test
	@DisplayName("B16 what the call may not send any more is left out with the reason")
	void leavesOutWhatIsNotSent() {
		Walking walk = Walking.oneByOne("a/a", "b/b", "c/c").rules(FallbackRules.DEFAULTS.withMaxRequests(2));
		Plan plan = new RoutePlanner(PlanningContext.of(new AllAvailable())).plan(walk.call(false));
		assertThat(plan.hops()).extracting(Hop::toString).containsExactly("[a/a]", "[b/b]");
		assertThat(plan.leftOut()).containsExactly(new LeftOut("c/c", Reason.MAX_REQUESTS));
	}

	@Test
	@DisplayName("C15 a bound request and one without fallback ask nobody else when the first does not fit")
	void asksNobodyElseForABoundRequest() {
		List<Target> targets = List.of(sized("a/small", 1000), sized("b/large", 100_000));
		CascadeRequest large = CascadeRequest.of("Why?").promptTokens(5_000);
		CascadeRequest bound = CascadeRequest
			.of(Message.user(ContentPart.text("Why?"), new ContentPart.File("a.pdf", null, "file-1")))
			.promptTokens(5_000);
		assertThat(new RoutePlanner(PlanningContext.of(new AllAvailable()))
			.plan(Walking.of(targets).request(bound).call(false)))
			.hasToString("test: ; left out: a/small (context), b/large (bound)");
		FallbackRules none = FallbackRules.DEFAULTS.withMaxFallbacks(0);
		assertThat(new RoutePlanner(PlanningContext.of(new AllAvailable()))
			.plan(Walking.of(targets).rules(none).request(large).call(false)))
			.hasToString("test: ; left out: a/small (context), b/large (max-fallbacks)");
	}

	@Test
	@DisplayName("D19 a target that would be forced is planned, and reported as cooling down")
	void plansWhatWouldBeForced() {
		Walking walk = Walking.inThrees("a/a")
			.rules(FallbackRules.DEFAULTS.withWhenAllCoolingDown(WhenAllCoolingDown.FORCE));
		Plan plan = new RoutePlanner(
				PlanningContext.of(new CoolingDown("a/a", new Unavailability(Reason.COOLDOWN, LATER))))
			.plan(walk.call(false));
		assertThat(plan.hops()).extracting(Hop::toString).containsExactly("[a/a]");
		assertThat(plan.leftOut()).containsExactly(new LeftOut("a/a", Reason.COOLDOWN, LATER));
	}

	private static Target sized(String slug, @Nullable Integer window) {
		return new Target(Walking.OPENROUTER, slug, "test", Options.none(), ProviderPreferences.none(),
				new Target.Traits(null, window, false, null, null));
	}

}
