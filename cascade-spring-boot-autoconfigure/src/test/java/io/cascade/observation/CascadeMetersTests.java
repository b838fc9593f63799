package io.cascade.observation;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.cascade.Attempt;
import io.cascade.CallOutcome;
import io.cascade.CallSettings;
import io.cascade.CascadeEvent;
import io.cascade.CascadeListener;
import io.cascade.CascadeRequest;
import io.cascade.Dialect;
import io.cascade.FailureKind;
import io.cascade.Hop;
import io.cascade.Options;
import io.cascade.ProviderPreferences;
import io.cascade.Ruling;
import io.cascade.Target;
import io.cascade.Upstream;
import io.cascade.budget.Budget;
import io.cascade.budget.Budgets;
import io.cascade.budget.InMemorySpendLedger;
import io.cascade.budget.RollingWindow;
import io.cascade.budget.SpendTotals;
import io.cascade.exchange.Call;
import io.cascade.exchange.Chain;
import io.cascade.health.Acceptance;
import io.cascade.health.HealthRules;
import io.cascade.pricing.PriceList;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CascadeMeters} and {@link CascadeMeterFilter}.
 */
@ExtendWith(OutputCaptureExtension.class)
class CascadeMetersTests {

	private static final Target TARGET = new Target(new Upstream(Upstream.DEFAULT, Dialect.OPENROUTER, 3, "main"),
			"openai/a", "test", Options.none(), ProviderPreferences.none(), Target.Traits.UNKNOWN);

	private static final KnownTargets KNOWN = new KnownTargets(List.of());

	private final MeterRegistry registry = new SimpleMeterRegistry();

	@Test
	@DisplayName("a meter that another library has with another type is told once, and breaks nothing")
	void reportsAClashOnce(CapturedOutput output) {
		Gauge.builder("cascade.hops", () -> 1).tag("cascade.chain", "test").register(this.registry);
		CascadeMeters meters = new CascadeMeters(this.registry, KNOWN, PriceList.empty(),
				new SpendTotals(List.of(), List.of(), Instant.EPOCH));
		for (int i = 0; i < 3; i++) {
			meters.ended(call().view(), CallOutcome.ANSWERED, null);
			meters.happened(new CascadeEvent.Restarted("test", FailureKind.INCOMPLETE));
		}
		assertThat(output.toString().split("Meter 'cascade.hops' is not recorded", -1)).hasSize(2);
		assertThat(this.registry.get("cascade.restarts").counter().count()).isEqualTo(3);
	}

	@Test
	@DisplayName("a meter that was removed from the registry is registered anew")
	void registersAnewWhatWasRemoved() {
		CascadeMeters meters = new CascadeMeters(this.registry, KNOWN, PriceList.empty(),
				new SpendTotals(List.of(), List.of(), Instant.EPOCH));
		CascadeEvent event = new CascadeEvent.Restarted("test", FailureKind.INCOMPLETE);
		meters.happened(event);
		meters.happened(event);
		assertThat(this.registry.get("cascade.restarts").counter().count()).isEqualTo(2);
		this.registry.clear();
		meters.happened(event);
		assertThat(this.registry.get("cascade.restarts").counter().count()).isEqualTo(1);
	}

	@Test
	@DisplayName("what failed without a word of why is unknown, and never none")
	void reportsNoFailureWithoutAKind() {
		CascadeMeters meters = new CascadeMeters(this.registry, new KnownTargets(List.of(TARGET)), PriceList.empty(),
				new SpendTotals(List.of(), List.of(), Instant.EPOCH));
		for (Attempt.Outcome outcome : Attempt.Outcome.values()) {
			Call call = call();
			int hop = call.journal().nextHop(Hop.Cause.FIRST);
			meters.attempted(call.view(), List.of(inferred(hop, outcome)));
		}
		assertThat(this.registry.get("cascade.attempts").counters()).hasSize(5).allSatisfy((counter) -> {
			boolean failed = Set.of("failed", "cut").contains(counter.getId().getTag("cascade.outcome"));
			assertThat(counter.getId().getTag("error.type")).isEqualTo(failed ? "unknown" : "none");
		});
	}

	@Test
	@DisplayName("each of the first hundred values of a budget's tag has a gauge, and the fullest of the rest one")
	void showsHowFullBudgetsByTagAre() {
		Budget budget = Budget.of("tenants", new BigDecimal("1"), new RollingWindow(Duration.ofDays(1)))
			.withTag("tenant", null);
		Budgets budgets = new Budgets(List.of(budget), Map.of(), new InMemorySpendLedger(), Clock.systemUTC(),
				CascadeListener.NONE);
		TagBudgetGauges gauges = new TagBudgetGauges(this.registry, budgets);
		for (int i = 0; i < 300; i++) {
			Call call = call().withRequest(CascadeRequest.of("Why?").tag("tenant", "t" + i));
			assertThat(budgets.reserve(call, TARGET, new BigDecimal("0.001").multiply(BigDecimal.valueOf(i))).block())
				.isNotNull();
			gauges.ended(call.view(), CallOutcome.ANSWERED, null);
		}
		assertThat(this.registry.get("cascade.budget.used.tagged").gauges()).hasSize(101);
		assertThat(used("t7")).isEqualTo(0.007);
		assertThat(used("other")).isEqualTo(0.299);
	}

	private double used(String value) {
		return this.registry.get("cascade.budget.used.tagged")
			.tags("cascade.budget", "tenants", "cascade.tag.value", value)
			.gauge()
			.value();
	}

	@Test
	void countsCooldownsAndCircuits() {
		CascadeMeters meters = new CascadeMeters(this.registry, KNOWN, PriceList.empty(),
				new SpendTotals(List.of(), List.of(), Instant.EPOCH));
		meters.happened(new CascadeEvent.CooledDown(FailureKind.Scope.ACCOUNT, "evil/x", "openrouter",
				FailureKind.CREDENTIALS, Instant.EPOCH));
		meters.happened(
				new CascadeEvent.CooledDown(FailureKind.Scope.TARGET, "evil/x", "openrouter", null, Instant.EPOCH));
		meters.happened(new CascadeEvent.CircuitTransition("evil/x", "closed", "open"));
		assertThat(this.registry.get("cascade.cooldowns")
			.tags("cascade.scope", "account", "error.type", "credentials", "cascade.target", "other")
			.counter()
			.count()).isEqualTo(1);
		assertThat(this.registry.get("cascade.cooldowns")
			.tags("cascade.scope", "target", "error.type", "none")
			.counter()
			.count()).isEqualTo(1);
		assertThat(this.registry.get("cascade.circuit.transitions")
			.tags("cascade.circuit.state", "open", "cascade.target", "other")
			.counter()
			.count()).isEqualTo(1);
	}

	@Test
	void countsRulingsOfAsManyGatesAsThereIsRoomFor() {
		CascadeMeters meters = new CascadeMeters(this.registry, new KnownTargets(List.of(TARGET)), PriceList.empty(),
				new SpendTotals(List.of(), List.of(), Instant.EPOCH));
		meters.judged(call().view(), "openai/a", Ruling.rejected("schema", "no"));
		for (int i = 0; i < 100; i++) {
			meters.judged(call().view(), "evil/x", Ruling.accepted("evil " + i));
		}
		assertThat(this.registry.get("cascade.gate.rulings")
			.tags("cascade.chain", "test", "cascade.target", "openai/a", "cascade.gate", "schema", "cascade.verdict",
					"rejected")
			.counter()
			.count()).isEqualTo(1);
		assertThat(this.registry.get("cascade.gate.rulings")
			.tags("cascade.target", "other", "cascade.gate", "other", "cascade.verdict", "accepted")
			.counter()
			.count()).isEqualTo(69);
	}

	@Test
	void showsTheShareOfAcceptedAnswersOnceThereIsOne() {
		Acceptance acceptance = new Acceptance(List.of(TARGET), HealthRules.DEFAULTS, Clock.systemUTC(),
				CascadeListener.NONE);
		new AcceptanceGauges(acceptance).bindTo(this.registry);
		Gauge gauge = this.registry.get("cascade.acceptance").tag("cascade.target", "openai/a").gauge();
		assertThat(gauge.value()).isNaN();
		acceptance.judged(call().view(), "openai/a", Ruling.rejected("schema", "no"));
		assertThat(gauge.value()).isZero();
		Call accepted = call();
		acceptance.judged(accepted.view(), "openai/a", Ruling.accepted("schema"));
		acceptance.ended(accepted.view(), CallOutcome.ANSWERED, null);
		assertThat(gauge.value()).isEqualTo(0.5);
	}

	@Test
	@DisplayName("K06 the bucket edges are those of the conventions, for these names only")
	void hasTheBucketsOfTheConventions() {
		PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		prometheus.config().meterFilter(new CascadeMeterFilter());
		prometheus.timer("gen_ai.client.operation.duration").record(Duration.ofMillis(15));
		prometheus.timer("gen_ai.client.operation.time_to_first_chunk").record(Duration.ofMillis(15));
		prometheus.summary("gen_ai.client.token.usage").record(100);
		prometheus.timer("another.timer").record(Duration.ofMillis(15));
		prometheus.counter("my.own.hop.cascade.attempt").increment();
		String scrape = prometheus.scrape();
		List<String> seconds = List.of("0.01", "0.02", "0.04", "0.08", "0.16", "0.32", "0.64", "1.28", "2.56", "5.12",
				"10.24", "20.48", "40.96", "81.92", "+Inf");
		assertThat(edges(scrape, "gen_ai_client_operation_duration_seconds_bucket")).isEqualTo(seconds);
		assertThat(edges(scrape, "gen_ai_client_operation_time_to_first_chunk_seconds_bucket")).isEqualTo(seconds);
		assertThat(edges(scrape, "gen_ai_client_token_usage_bucket")).containsExactly("1.0", "4.0", "16.0", "64.0",
				"256.0", "1024.0", "4096.0", "16384.0", "65536.0", "262144.0", "1048576.0", "4194304.0", "1.6777216E7",
				"6.7108864E7", "+Inf");
		assertThat(scrape).doesNotContain("another_timer_seconds_bucket").doesNotContain("attempt");
	}

	private static List<String> edges(String scrape, String name) {
		return Stream.of(scrape.split("\n"))
			.filter((line) -> line.startsWith(name + "{"))
			.map((line) -> line.replaceAll(".*le=\"([^\"]+)\".*", "$1"))
			.toList();
	}

	private static Attempt inferred(int hop, Attempt.Outcome outcome) {
		return TARGET.attempt(hop, outcome).withInferred(true);
	}

	private static Call call() {
		Chain chain = new Chain("test", List.of(), Options.none(), ProviderPreferences.none(), CallSettings.DEFAULTS, 0,
				List.of(), List.of());
		return new Call(CascadeRequest.of("Why?"), chain, CallSettings.DEFAULTS, false);
	}

}
