package io.cascade.resilience;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

import io.cascade.Attempt;
import io.cascade.Attempt.Outcome;
import io.cascade.CallOutcome;
import io.cascade.CallSettings;
import io.cascade.CascadeListener;
import io.cascade.CascadeRequest;
import io.cascade.Dialect;
import io.cascade.FailureKind;
import io.cascade.Hop;
import io.cascade.Options;
import io.cascade.ProviderPreferences;
import io.cascade.Target;
import io.cascade.Upstream;
import io.cascade.UpstreamException;
import io.cascade.exchange.Call;
import io.cascade.exchange.Chain;
import io.cascade.exchange.Route;
import io.cascade.exchange.Time;
import io.cascade.health.Evidence;
import io.cascade.health.HealthRules;
import io.cascade.health.InMemoryCooldownStore;
import io.cascade.health.OutcomeCounts;
import io.cascade.health.TargetAvailability;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Circuits and health see the same attempts in the same way.
 */
class AttemptEffectTests {

	private static final int HOPS = 2_000;

	private static final List<Target> TARGETS = Stream.of("a/a", "b/b", "c/c").map(AttemptEffectTests::target).toList();

	private static final CircuitRules NEVER_OPEN = new CircuitRules(true, 100, Duration.ofSeconds(15), 100, 100, 100,
			Duration.ofSeconds(5), Duration.ofSeconds(15), 2, Duration.ZERO);

	private static final CooldownRules NO_COOLDOWNS = new CooldownRules(Duration.ZERO, Duration.ZERO, Duration.ZERO,
			Duration.ZERO);

	/** It speaks of targets without an attempt too, which health does not see. */
	private static final Set<FailureKind> OF_THE_UPSTREAM = Set.of(FailureKind.CONNECTION);

	private final Random random = new Random(17);

	private static Target target(String slug) {
		return new Target(new Upstream(Upstream.DEFAULT, Dialect.OPENROUTER, 3, "main"), slug, "test", Options.none(),
				ProviderPreferences.none(), Target.Traits.UNKNOWN);
	}

	private static Call call() {
		Chain chain = new Chain("test", TARGETS, Options.none(), ProviderPreferences.none(), CallSettings.DEFAULTS, 0,
				List.of(), List.of());
		Call call = new Call(CascadeRequest.of("Why?"), chain, CallSettings.DEFAULTS, false);
		int index = call.journal().nextHop(Hop.Cause.FIRST);
		return call.withRoute(Route.of(new Hop(index, TARGETS, Options.none(), ProviderPreferences.none())));
	}

	private FailureKind kind() {
		List<FailureKind> kinds = Stream.of(FailureKind.values())
			.filter((kind) -> !kind.isUnsent() && !OF_THE_UPSTREAM.contains(kind))
			.toList();
		return kinds.get(this.random.nextInt(kinds.size()));
	}

	private List<Attempt> hop() {
		List<Attempt> attempts = new ArrayList<>();
		int last = this.random.nextInt(TARGETS.size());
		for (int i = 0; i < last; i++) {
			for (int told = this.random.nextInt(3); told >= 0; told--) {
				attempts.add(attempt(i, Outcome.FAILED, this.random.nextBoolean() ? kind() : null, null));
			}
		}
		List<Outcome> outcomes = List.of(Outcome.values());
		Outcome outcome = outcomes.get(this.random.nextInt(outcomes.size()));
		boolean failed = outcome == Outcome.FAILED || outcome == Outcome.CUT;
		attempts.add(attempt(last, outcome, failed ? kind() : null, Duration.ofMillis(5)));
		return attempts;
	}

	private static Attempt attempt(int target, Outcome outcome, @Nullable FailureKind kind,
			@Nullable Duration elapsed) {
		return TARGETS.get(target)
			.attempt(0, outcome)
			.withKind(kind)
			.withElapsed(elapsed)
			.withInferred(elapsed == null);
	}

	@Test
	@DisplayName("What an attempt counts as is one rule: circuits and health agree over random hops")
	void agree() {
		for (int round = 0; round < HOPS; round++) {
			List<Attempt> attempts = hop();
			Call call = call();
			Time time = new Time(Clock.systemUTC(), Schedulers.parallel());
			CurrentAvailability availability = new CurrentAvailability(
					new CurrentAvailability.Rules(NEVER_OPEN, NO_COOLDOWNS), CircuitBreakerRegistry.ofDefaults(),
					new InMemoryCooldownStore(time), time, () -> 0, CascadeListener.NONE);
			Admission admission = availability.admit(call);
			call.journal().add(attempts);
			FailureKind kind = attempts.get(attempts.size() - 1).kind();
			new Settlement(call, admission, availability, Context.empty()).ended(
					(kind != null) ? CallOutcome.LOST : CallOutcome.ANSWERED,
					(kind != null) ? new UpstreamException("x", kind, UpstreamException.Details.NONE, null) : null);
			Evidence evidence = new Evidence(TARGETS, Set.of(), HealthRules.DEFAULTS, Clock.systemUTC());
			evidence.attempted(call.view(), attempts);
			for (TargetAvailability target : availability.targets()) {
				OutcomeCounts outcomes = evidence.target(target.target());
				assertThat((long) target.failures()).as("%s in round %d: %s", target.target(), round, attempts)
					.isEqualTo(outcomes.failures());
				assertThat((long) target.calls() - target.failures())
					.as("%s in round %d: %s", target.target(), round, attempts)
					.isEqualTo(outcomes.successes());
			}
		}
	}

}
