package io.cascade.health;

import java.time.Duration;
import java.util.List;

import io.cascade.Attempt;
import io.cascade.Attempt.Outcome;
import io.cascade.CallSettings;
import io.cascade.CascadeRequest;
import io.cascade.Cost;
import io.cascade.Dialect;
import io.cascade.Options;
import io.cascade.ProviderPreferences;
import io.cascade.Target;
import io.cascade.Upstream;
import io.cascade.Usage;
import io.cascade.exchange.Call;
import io.cascade.exchange.Chain;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Performance}, and for {@link Evidence} where both look at the same.
 */
class PerformanceTests {

	private static final Target TARGET = new Target(new Upstream(Upstream.DEFAULT, Dialect.OPENROUTER, 3, "main"),
			"a/b", "chat", Options.none(), ProviderPreferences.none(), Target.Traits.UNKNOWN);

	private static final Call CALL = new Call(CascadeRequest.of("Why?"), new Chain("chat", List.of(TARGET),
			Options.none(), ProviderPreferences.none(), CallSettings.DEFAULTS, 0, List.of(), List.of()),
			CallSettings.DEFAULTS, true);

	private static final Usage NOTHING = new Usage(0L, 0L, 0L, null, null, null);

	private final MovableClock clock = new MovableClock();

	private final Performance performance = new Performance(List.of(TARGET), List.of("chat"), this.clock);

	private final Evidence evidence = new Evidence(List.of(TARGET), List.of(), HealthRules.DEFAULTS, this.clock);

	@Test
	@DisplayName("L06 an answer from a cache counts neither as quick nor as short")
	void takesNoNoteOfAnswersFromACache() {
		for (int i = 0; i < 5; i++) {
			answered(Cost.CACHED, NOTHING, 1);
			answered(Cost.CACHED, new Usage(9L, 5000L, 5009L, null, null, null), 2);
		}
		assertThat(this.performance.latency(TARGET)).isNaN();
		assertThat(this.performance.throughput(TARGET)).isNaN();
		assertThat(this.performance.answerTokens(TARGET, "chat")).isNull();
		assertThat(this.evidence.target(TARGET.id()).timeToFirstToken()).isNull();
		for (int i = 0; i < 5; i++) {
			answered(Cost.UNKNOWN, new Usage(9L, 100L, null, null, null, null), 200);
			answered(Cost.CACHED, NOTHING, 1);
		}
		assertThat(this.performance.latency(TARGET)).isEqualTo(200);
		assertThat(this.performance.throughput(TARGET)).isEqualTo(100);
		assertThat(this.performance.answerTokens(TARGET, "chat")).isEqualTo(100);
		assertThat(this.evidence.target(TARGET.id()).successes()).isEqualTo(20);
	}

	@Test
	@DisplayName("L06 R05 no tokens are no length, and reasoning beside the answer is a part of it")
	void measuresHowLongAnswersAre() {
		for (int i = 0; i < 5; i++) {
			answered(Cost.UNKNOWN, NOTHING, 200);
			answered(Cost.UNKNOWN, new Usage(10L, 40L, 110L, null, null, 60L), 200);
		}
		assertThat(this.performance.answerTokens(TARGET, "chat")).isEqualTo(100);
	}

	private void answered(Cost cost, Usage usage, long firstToken) {
		List<Attempt> attempts = List.of(TARGET.attempt(0, Outcome.ANSWERED)
			.withStatus(200)
			.withElapsed(Duration.ofMillis(firstToken + 1000))
			.withTimeToFirstToken(Duration.ofMillis(firstToken))
			.withUsage(usage)
			.withCost(cost));
		this.performance.attempted(CALL.view(), attempts);
		this.evidence.attempted(CALL.view(), attempts);
	}

}
