package io.cascade.actuate;

import java.time.Duration;
import java.util.Map;

import io.cascade.CascadeRequest;
import io.cascade.actuate.RunningApplication.Answer;
import io.cascade.health.Availability;
import io.cascade.quality.Gates;
import io.cascade.test.Fault;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code /actuator/cascade} of a running application.
 */
class CascadeEndpointTests {

	private static final RunningApplication application = RunningApplication.start(
			"management.endpoint.cascade.access=unrestricted", "cascade.chains.sized.models[0].id=google/small",
			"cascade.chains.sized.models[0].context-length=10000", "cascade.chains.sized.models[1].id=openai/large",
			"cascade.chains.sized.models[1].context-length=200000", "cascade.chains.sized.models[1].price.prompt=2",
			"cascade.chains.sized.models[1].price.completion=8");

	@BeforeEach
	void reset() {
		application.server().reset();
		application.clock().move(Duration.ofHours(1));
		application.bean(Availability.class).resetAll();
	}

	@AfterAll
	static void close() {
		application.close();
	}

	@Test
	void showsChainsAsTheyWouldBeAskedNow() {
		Answer body = application.get("/cascade");
		assertThat(body.status()).isEqualTo(200);
		assertThat(body.at("/pipeline").asString()).contains("deadline ▸ routing ▸", "with key")
			.doesNotContain(RunningApplication.KEY);
		assertThat(body.at("/chains/main/hops/0/targets/0").asString()).isEqualTo("google/a");
		assertThat(body.at("/chains/main/hops/1/targets/0").asString()).isEqualTo("openai/b");
		assertThat(body.at("/chains/main/leftOut").isEmpty()).isTrue();
		assertThat(body.at("/chains/main/settings/deadline").asString()).isEqualTo("120s");
		assertThat(body.at("/chains/main/settings/retry/maxAttempts").asInt()).isEqualTo(1);
		assertThat(body.at("/chains/local/hops/0/upstream").asString()).isEqualTo("ollama");
		application.bean(Availability.class).coolDown("google/a", Duration.ofMinutes(1));
		JsonNode main = application.get("/cascade").at("/chains/main");
		assertThat(main.at("/hops/0/targets/0").asString()).isEqualTo("openai/b");
		assertThat(main.at("/leftOut/0/target").asString()).isEqualTo("google/a");
		assertThat(main.at("/leftOut/0/reason").asString()).isEqualTo("cooldown");
		assertThat(application.server().requests()).isEmpty();
	}

	@Test
	void showsWhatWasSeenOfTargets() {
		application.server()
			.model("google/a")
			.fails(Fault.status(503).message("overloaded").times(1), Fault.status(429).message("slow down").times(1));
		application.ask("main", 1);
		application.ask("main", 1);
		JsonNode targets = application.get("/cascade").at("/targets");
		JsonNode google = targets.path("google/a");
		assertThat(google.at("/circuit").asString()).isEqualTo("closed");
		assertThat(google.at("/unavailable").asString()).isEqualTo("cooldown");
		assertThat(google.at("/failures").asInt()).isEqualTo(1);
		assertThat(google.at("/rateLimited").asInt()).isEqualTo(1);
		assertThat(google.at("/lastFailures/0/kind").asString()).isEqualTo("rate-limit");
		assertThat(google.at("/lastFailures/0/reason").asString()).isEqualTo("slow down");
		assertThat(google.at("/lastFailures/1/kind").asString()).isEqualTo("unavailable");
		assertThat(google.at("/lastFailures/1/reason").asString()).isEqualTo("overloaded");
		assertThat(application.get("/health/cascade/google").at("/details/lastFailure/reason").asString())
			.isEqualTo("slow down");
		assertThat(targets.path("openai/b").at("/successes").asInt()).isEqualTo(2);
		assertThat(targets.path("openai/large").at("/price/prompt").asInt()).isEqualTo(2);
	}

	@Test
	void showsWhatAGateSaidOfAnAnswer() {
		CascadeRequest request = CascadeRequest.of("Why?").chain("alone").gates(Gates.minLength(10_000));
		application.cascade().exchange(request).materialize().block(Duration.ofSeconds(20));
		JsonNode google = application.get("/cascade").at("/targets").path("google/a");
		assertThat(google.at("/lastFailures/0/kind").asString()).isEqualTo("rejected");
		assertThat(google.at("/lastFailures/0/reason").asString()).startsWith("min-length rejected: the answer has ");
		assertThat(google.at("/failures").asInt()).isZero();
	}

	@Test
	@DisplayName("explain reports what a request would do, and asks nobody")
	void explains() {
		Answer plan = application.get("/cascade/explain?chain=sized&promptTokens=20000");
		assertThat(plan.status()).isEqualTo(200);
		assertThat(plan.at("/chain").asString()).isEqualTo("sized");
		assertThat(plan.at("/hops").size()).isEqualTo(1);
		assertThat(plan.at("/hops/0/targets/0").asString()).isEqualTo("openai/large");
		assertThat(plan.at("/leftOut/0/target").asString()).isEqualTo("google/small");
		assertThat(plan.at("/leftOut/0/reason").asString()).isEqualTo("context");
		assertThat(application.get("/cascade/explain").at("/chain").asString()).isEqualTo("main");
		assertThat(application.server().requests()).isEmpty();
	}

	@Test
	void saysWhatIsWrongWithAView() {
		assertThat(application.get("/cascade/explain?chain=none")).satisfies((answer) -> {
			assertThat(answer.status()).isEqualTo(400);
			assertThat(answer.at("/detail").asString()).contains("'chain' must be one of [", "not 'none'");
		});
		assertThat(application.get("/cascade/explain?promptTokens=0").at("/detail").asString())
			.isEqualTo("'promptTokens' must be at least 1, not 0");
		assertThat(application.get("/cascade/explain?promptTokens=many").status()).isEqualTo(400);
		assertThat(application.get("/cascade/nonsense").status()).isEqualTo(404);
	}

	@Test
	void coolsDownEndsCooldownsAndResets() {
		Answer cooled = application.post("/cascade/cooldown", Map.of("target", "google/a", "duration", "10m"));
		assertThat(cooled.status()).isEqualTo(200);
		assertThat(cooled.at("/unavailable").asString()).isEqualTo("cooldown");
		application.ask("main", 1);
		assertThat(application.server().lastRequest().models()).containsExactly("openai/b");
		Answer back = application.post("/cascade/end-cooldown", Map.of("target", "google/a"));
		assertThat(back.at("/unavailable").isMissingNode()).isTrue();
		application.ask("main", 1);
		assertThat(application.server().lastRequest().models()).containsExactly("google/a");
		application.server().model("google/a").fails(Fault.status(503));
		application.ask("main", 6);
		assertThat(application.get("/cascade").at("/targets").path("google/a").at("/circuit").asString())
			.isEqualTo("open");
		Answer reset = application.post("/cascade/reset", Map.of("target", "google/a"));
		assertThat(reset.at("/circuit").asString()).isEqualTo("closed");
	}

	@Test
	void saysWhatIsWrongWithAnOperation() {
		assertThat(application.post("/cascade/cooldown", Map.of("target", "nobody/x", "duration", "10m")))
			.satisfies((answer) -> {
				assertThat(answer.status()).isEqualTo(400);
				assertThat(answer.at("/detail").asString())
					.contains("There is no target 'nobody/x'; known are [google/a");
			});
		assertThat(application.post("/cascade/cooldown", Map.of("target", "google/a")).at("/detail").asString())
			.isEqualTo("A cooldown needs a 'duration', such as 10m");
		assertThat(application.post("/cascade/cooldown", Map.of("target", "google/a", "duration", "0s")).status())
			.isEqualTo(400);
		assertThat(application.post("/cascade/cooldown", Map.of()).status()).isEqualTo(400);
		assertThat(application.post("/cascade/explode", Map.of("target", "google/a")).status()).isEqualTo(404);
	}

	@Test
	@DisplayName("K08 without permission nobody can carry out an operation")
	void isReadOnlyByDefault() {
		try (RunningApplication locked = RunningApplication.start()) {
			assertThat(locked.get("/cascade").status()).isEqualTo(200);
			Answer refused = locked.post("/cascade/cooldown", Map.of("target", "google/a", "duration", "10m"));
			assertThat(refused.status()).isEqualTo(405);
			assertThat(locked.get("/cascade").at("/targets").path("google/a").has("unavailable")).isFalse();
		}
	}

	@Test
	@DisplayName("nobody checks a chain unless it is allowed, and who may not is told how")
	void checksNothingByDefault() {
		Answer refused = application.post("/cascade/check", Map.of("chain", "sized", "live", "true"));
		assertThat(refused.status()).isEqualTo(404);
		assertThat(refused.at("/detail").asString())
			.isEqualTo("chains are not checked here, since it costs money; set cascade.check.enabled=true to allow it");
		assertThat(application.server().requests()).isEmpty();
	}

	@Test
	@DisplayName("a check needs write access as well")
	void checksNothingWithoutWriteAccess() {
		try (RunningApplication locked = RunningApplication.start("cascade.check.enabled=true")) {
			assertThat(locked.post("/cascade/check", Map.of("live", "true")).status()).isEqualTo(405);
			assertThat(locked.server().requests()).isEmpty();
		}
	}

	@Test
	@DisplayName("a chain is checked on paper, and live only if that is asked for")
	void checksAChain() {
		try (RunningApplication open = RunningApplication.start("management.endpoint.cascade.access=unrestricted",
				"cascade.check.enabled=true", "cascade.catalog.enabled=false")) {
			Answer paper = open.post("/cascade/check", Map.of());
			assertThat(paper.status()).isEqualTo(200);
			assertThat(paper.at("/chain").asString()).isEqualTo("main");
			assertThat(paper.at("/models/0/findings").values()).extracting(JsonNode::asString)
				.containsExactly("has an unknown context window", "has an unknown price");
			assertThat(paper.at("/models/0/live").isMissingNode()).isTrue();
			assertThat(open.server().requests()).isEmpty();
			open.server().model("openai/b").fails(Fault.status(404).message("no such model"));
			Answer live = open.post("/cascade/check?chain=main&live=true", Map.of());
			assertThat(live.at("/fine").asBoolean()).isFalse();
			assertThat(live.at("/models/0/live").propertyNames()).containsExactlyInAnyOrder("millis", "usd");
			assertThat(live.at("/models/1/live/failure").asString()).isEqualTo("model-not-found (404): no such model");
			assertThat(live.at("/warnings").isEmpty()).isTrue();
			assertThat(live.at("/text").asString()).startsWith("model     paper       live").contains("\nopenai/b");
			assertThat(open.server().requests()).hasSize(2)
				.allSatisfy((request) -> assertThat(request.text()).contains("Reply with the word ok."));
			assertThat(open.post("/cascade/check", Map.of("chain", "none")).status()).isEqualTo(400);
		}
	}

	@Test
	void isNotThereUnlessItIsExposed() {
		try (RunningApplication hidden = RunningApplication.start("management.endpoints.web.exposure.include=health")) {
			assertThat(hidden.get("/cascade").status()).isEqualTo(404);
		}
	}

}
