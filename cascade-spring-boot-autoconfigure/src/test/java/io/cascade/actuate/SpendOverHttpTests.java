package io.cascade.actuate;

import java.time.Duration;
import java.time.Instant;

import io.cascade.CascadeRequest;
import io.cascade.actuate.RunningApplication.Answer;
import io.cascade.health.Availability;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What was spent, and what may be, as an operator sees it.
 */
class SpendOverHttpTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final RunningApplication application = RunningApplication.start("cascade.spend.tags=tenant",
			"cascade.chains.paid.models[0].id=google/paid", "cascade.chains.paid.models[0].price.prompt=0",
			"cascade.chains.paid.models[0].price.completion=0", "cascade.chains.paid.models[0].price.request=0.04",
			"cascade.chains.priced.models[0].id=google/priced", "cascade.chains.priced.models[0].price.prompt=2",
			"cascade.chains.priced.models[0].price.completion=8", "cascade.chains.priced.options.max-tokens=1000",
			"cascade.chains.priced.max-cost=1", "cascade.budgets.shared.limit=0.10",
			"cascade.budgets.shared.chain=paid", "cascade.budgets.tenants.limit=1",
			"cascade.budgets.tenants.tag=tenant", "cascade.budgets.tenants.window=24h",
			"cascade.budgets.tenants.step-down-to=local");

	@BeforeEach
	void reset() {
		application.server().reset();
		application.clock().move(Duration.ofDays(2));
		application.bean(Availability.class).resetAll();
		application.server().model("google/paid").withoutCost();
	}

	@AfterAll
	static void close() {
		application.close();
	}

	@Test
	@DisplayName("the budgets are UP, then DEGRADED at warn-at, then EXHAUSTED, and nobody is taken out of service")
	void showsHowFullBudgetsAre() {
		assertBudgets("UP");
		spend("paid", null);
		assertBudgets("UP");
		spend("paid", null);
		assertBudgets("DEGRADED");
		spend("paid", null);
		assertThat(application.server().requests()).hasSize(2);
		assertBudgets("DEGRADED");
		JsonNode details = application.get("/health/cascade/budgets").at("/details/shared");
		assertThat(details.at("/spent").decimalValue()).isEqualByComparingTo("0.08");
		assertThat(details.at("/left").decimalValue()).isEqualByComparingTo("0.02");
		assertThat(Instant.parse(details.at("/resetAt").asString())).isAfter(application.clock().instant());
		assertThat(application.get("/health/cascade").at("/components/chains/details/chains/paid/canServe").asBoolean())
			.isTrue();
	}

	@Test
	void aBudgetOfNothingIsNeitherFullNorSpent() {
		try (RunningApplication free = RunningApplication.start("cascade.budgets.none.limit=0")) {
			assertThat(free.get("/health/cascade").health("budgets")).isEqualTo("UP");
		}
	}

	@Test
	void aSpentBudgetIsExhaustedAndTheApplicationUp() {
		try (RunningApplication spent = RunningApplication.start("cascade.chains.paid.models[0].id=google/paid",
				"cascade.chains.paid.models[0].price.prompt=0", "cascade.chains.paid.models[0].price.completion=0",
				"cascade.chains.paid.models[0].price.request=0.04", "cascade.budgets.small.limit=0.04")) {
			spent.server().model("google/paid").withoutCost();
			spent.cascade().exchange(CascadeRequest.of("hi").chain("paid")).block(LIMIT);
			Answer health = spent.get("/health/cascade");
			assertThat(health.status()).isEqualTo(200);
			assertThat(health.health("budgets")).isEqualTo("EXHAUSTED");
			assertThat(spent.get("/health").status()).isEqualTo(200);
			assertThat(spent.get("/health/cascade/budgets").status()).isEqualTo(200);
		}
	}

	@Test
	void hasNoBudgetsInItsHealthWithoutBudgets() {
		try (RunningApplication plain = RunningApplication.start()) {
			assertThat(plain.get("/health/cascade").json().path("components").has("budgets")).isFalse();
			assertThat(plain.get("/cascade/spend").at("/budgets").isEmpty()).isTrue();
		}
	}

	@Test
	@DisplayName("spending is told by chain, target and the configured tags only")
	void showsWhatWasSpent() {
		spend("paid", "acme");
		Answer body = application.get("/cascade/spend");
		assertThat(body.status()).isEqualTo(200);
		assertThat(body.at("/since").asString()).isNotBlank();
		assertThat(body.at("/total/usd").decimalValue()).isPositive();
		assertThat(body.at("/chains/paid/attempts").asInt()).isPositive();
		assertThat(body.json().path("targets").path("google/paid").path("usd").decimalValue()).isPositive();
		assertThat(body.at("/tags/tenant/acme/usd").decimalValue()).isEqualByComparingTo("0.04");
		assertThat(body.json().path("tags").propertyNames()).containsExactly("tenant");
		assertThat(body.body()).doesNotContain("secret-feature", "a secret prompt");
		assertThat(body.at("/budgets/shared/window").asString()).isEqualTo("day in UTC");
		assertThat(body.at("/budgets/shared/spent").decimalValue()).isEqualByComparingTo("0.04");
		JsonNode tenants = body.at("/budgets/tenants");
		assertThat(tenants.at("/tag").asString()).isEqualTo("tenant");
		assertThat(tenants.at("/stepDownTo").asString()).isEqualTo("local");
		assertThat(tenants.at("/values/0/value").asString()).isEqualTo("acme");
		assertThat(tenants.at("/values/0/left").decimalValue()).isEqualByComparingTo("0.96");
		assertThat(application.get("/cascade").at("/budgets/shared/limit").decimalValue()).isEqualByComparingTo("0.1");
	}

	@Test
	@DisplayName("explain reports what each hop is expected to cost, and at the worst")
	void explainsWhatACallMayCost() {
		JsonNode hop = application.get("/cascade/explain?chain=priced&promptTokens=1000").at("/hops/0");
		assertThat(hop.at("/expectedCost").decimalValue()).isEqualByComparingTo("0.01");
		assertThat(hop.at("/worstCaseCost").decimalValue()).isEqualByComparingTo("0.01");
		Answer dear = application.get("/cascade/explain?chain=priced&promptTokens=500000");
		assertThat(dear.at("/hops").isEmpty()).isTrue();
		assertThat(dear.at("/leftOut/0/reason").asString()).isEqualTo("max-cost");
		assertThat(application.get("/cascade/explain?chain=local").at("/hops/0").has("worstCaseCost")).isFalse();
		assertThat(application.server().requests()).isEmpty();
	}

	private static void assertBudgets(String status) {
		Answer health = application.get("/health/cascade");
		assertThat(health.status()).isEqualTo(200);
		assertThat(health.health("budgets")).isEqualTo(status);
		assertThat(application.get("/health").status()).isEqualTo(200);
	}

	private static void spend(String chain, @Nullable String tenant) {
		CascadeRequest request = CascadeRequest.of("a secret prompt").chain(chain).tag("feature", "secret-feature");
		application.cascade()
			.exchange((tenant != null) ? request.tag("tenant", tenant) : request)
			.materialize()
			.block(LIMIT);
	}

}
