package io.cascade.actuate;

import java.time.Duration;
import java.util.List;

import io.cascade.CascadeRequest;
import io.cascade.actuate.RunningApplication.Answer;
import io.cascade.health.Availability;
import io.cascade.health.CascadeHealth;
import io.cascade.health.HealthStatus;
import io.cascade.test.Fault;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code /actuator/health/cascade} of a running application.
 */
class HealthOverHttpTests {

	private static final RunningApplication application = RunningApplication.start("cascade.health.down-when=any-chain",
			"management.endpoint.health.group.readiness.include=readinessState,cascade/chains",
			"management.endpoint.health.group.models.include=cascade/google,cascade/openai",
			"management.endpoint.health.group.models.show-components=always");

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
	@DisplayName("E01 E02 an idle application asks nobody, and nothing is known of its providers")
	void isUnknownAndAsksNobodyAtFirst() {
		Answer health = application.get("/health/cascade");
		assertThat(health.status()).isEqualTo(200);
		assertThat(health.health()).isEqualTo("UP");
		assertThat(health.json().path("components").propertyNames()).containsExactlyInAnyOrder("chains", "account",
				"google", "openai", "ollama");
		assertThat(List.of("account", "google", "openai", "ollama")).extracting(health::health).containsOnly("UNKNOWN");
		assertThat(application.get("/health").health()).isEqualTo("UP");
		application.clock().move(Duration.ofHours(1));
		for (int i = 0; i < 50; i++) {
			application.get("/health");
		}
		assertThat(application.server().requests()).isEmpty();
	}

	@Test
	@DisplayName("E03 one dead provider is UNAVAILABLE, and the application stays UP")
	void staysUpWithOneDeadProvider() {
		application.server().model("google/a").fails(Fault.status(503));
		application.ask("main", 6);
		Answer health = application.get("/health/cascade");
		assertThat(health.status()).isEqualTo(200);
		assertThat(health.health()).isEqualTo("UP");
		assertThat(health.health("chains")).isEqualTo("UP");
		assertThat(health.health("google")).isEqualTo("UNAVAILABLE");
		assertThat(health.health("openai")).isEqualTo("UP");
		JsonNode google = health.at("/components/google/details");
		assertThat(google.at("/failures").asInt()).isEqualTo(5);
		assertThat(google.at("/successRate").asDouble()).isZero();
		assertThat(google.at("/lastFailure/kind").asString()).isEqualTo("unavailable");
		assertThat(google.at("/lastFailure/status").asInt()).isEqualTo(503);
		assertThat(google.at("/lastFailure/at").asString()).endsWith("Z");
		assertThat(google.path("targets").path("google/a").path("circuit").asString()).isEqualTo("open");
		assertThat(health.at("/components/openai/details/timeToFirstTokenMillis/p95").isNumber()).isTrue();
		assertThat(application.get("/health/cascade/google").status()).isEqualTo(200);
		assertThat(application.get("/health/cascade/google").health()).isEqualTo("UNAVAILABLE");
		assertThat(application.get("/health/models").status()).isEqualTo(200);
		JsonNode chains = health.at("/components/chains/details");
		assertThat(chains.path("degraded").asBoolean()).isTrue();
		assertThat(chains.at("/chains/main/available/0").asString()).isEqualTo("openai/b");
	}

	@Test
	@DisplayName("E03 a chain without a target that can serve takes the application down where that is wanted, and says which")
	void isDownWithoutATargetThatCanServe() {
		application.server().model("google/a").fails(Fault.status(503));
		application.ask("main", 6);
		assertThat(application.get("/health").status()).isEqualTo(200);
		application.bean(Availability.class).coolDown("google/a", Duration.ofMinutes(5));
		Answer health = application.get("/health/cascade");
		assertThat(health.status()).isEqualTo(503);
		assertThat(health.health("chains")).isEqualTo("DOWN");
		assertThat(health.at("/components/chains/details/chains/alone/canServe").asBoolean(true)).isFalse();
		assertThat(health.at("/components/chains/details/chains/alone/leftOut/0/target").asString())
			.isEqualTo("google/a");
		assertThat(health.at("/components/chains/details/chains/main/canServe").asBoolean()).isTrue();
		assertThat(application.get("/health").health()).isEqualTo("DOWN");
	}

	@Test
	@DisplayName("E08 liveness does not depend on providers, readiness does where the user put it there")
	void leavesLivenessAlone() {
		List.of("google/a", "openai/b", "ollama/llama")
			.forEach((target) -> application.bean(Availability.class).coolDown(target, Duration.ofMinutes(5)));
		assertThat(application.get("/health").status()).isEqualTo(503);
		assertThat(application.get("/health/liveness").status()).isEqualTo(200);
		assertThat(application.get("/health/readiness").status()).isEqualTo(503);
		application.bean(Availability.class).resetAll();
		assertThat(application.get("/health/readiness").status()).isEqualTo(200);
	}

	@Test
	@DisplayName("E05 rate limits alone do not make a provider unavailable")
	void forgivesRateLimits() {
		application.ask("alone", 5);
		application.server().model("google/a").fails(Fault.status(429));
		for (int i = 0; i < 10; i++) {
			application.ask("alone", 1);
			application.bean(Availability.class).endCooldown("google/a");
		}
		Answer google = application.get("/health/cascade/google");
		assertThat(google.health()).isEqualTo("UP");
		assertThat(google.at("/details/rateLimited").asInt()).isGreaterThanOrEqualTo(10);
		assertThat(google.at("/details/failures").asInt()).isZero();
	}

	@Test
	@DisplayName("E06 health is unknown again when nothing was heard for a while")
	void forgetsStaleEvidence() {
		application.ask("alone", 5);
		assertThat(application.get("/health/cascade/google").health()).isEqualTo("UP");
		application.clock().move(Duration.ofMinutes(11));
		assertThat(application.get("/health/cascade/google").health()).isEqualTo("UNKNOWN");
	}

	@Test
	@DisplayName("A07 D25 a refused key makes the account UNAVAILABLE, not its models, and chains that need it DOWN")
	void showsARefusedKey() {
		application.server().failsEveryRequest(Fault.status(401));
		application.ask("main", 3);
		application.server().reset();
		Answer health = application.get("/health/cascade");
		assertThat(health.health("account")).isEqualTo("UNAVAILABLE");
		assertThat(health.at("/components/account/details/cooldowns/0/kind").asString()).isEqualTo("credentials");
		assertThat(health.health("google")).isEqualTo("UNKNOWN");
		assertThat(health.health("openai")).isEqualTo("UNKNOWN");
		assertThat(health.health("chains")).isEqualTo("DOWN");
		assertThat(health.at("/components/chains/details/chains/local/canServe").asBoolean()).isTrue();
	}

	@Test
	@DisplayName("L03 a provider that failed inside a request is seen, though the model answered")
	void showsWhoServed() {
		application.server().model("google/a").providerFails("Amazon Bedrock", 503).provider("Google Vertex");
		application.ask("main", 5);
		Answer google = application.get("/health/cascade/google");
		JsonNode served = google.at("/details/servedBy");
		assertThat(served.path("Google Vertex").path("200").asInt()).isEqualTo(5);
		assertThat(served.path("Amazon Bedrock").path("503").asInt()).isEqualTo(5);
		assertThat(google.health()).isEqualTo("UP");
		assertThat(google.at("/details/failures").asInt()).isZero();
		assertThat(google.at("/details/targets").path("google/a").path("circuit").asString()).isEqualTo("closed");
	}

	@Test
	@DisplayName("E09 K07 health shows no key and no prompt, and why an attempt failed only where details are shown")
	void reportsNoSecret() {
		String words = "no such thing as " + RunningApplication.KEY + " for a secret prompt of mine";
		application.server().model("google/a").fails(Fault.status(503).message(words));
		application.server().model("openai/b").fails(Fault.status(500).message(words));
		application.ask("main", 6);
		for (String path : List.of("/health", "/health/cascade", "/cascade", "/cascade/explain", "/prometheus")) {
			assertThat(application.get(path).body()).doesNotContain("sk-or-v1", "secret prompt");
		}
		assertThat(application.get("/health/cascade/google").at("/details/lastFailure/reason").asString())
			.isEqualTo("no such thing as *** for [prompt]");
		assertThat(application.get("/prometheus").body()).doesNotContain("no such thing");
	}

	@Test
	@DisplayName("D29 reading health a hundred times changes nothing")
	void changesNothingByReading() {
		application.server().model("google/a").fails(Fault.status(503));
		application.ask("main", 6);
		application.server().reset();
		application.clock().move(Duration.ofMinutes(1));
		String before = application.get("/health/cascade").body();
		for (int i = 0; i < 100; i++) {
			application.get("/health/cascade");
		}
		assertThat(application.get("/health/cascade").body()).isEqualTo(before);
		assertThat(application.server().requests()).isEmpty();
	}

	@Test
	void codeCanAskWhatTheEndpointShows() {
		application.ask("main", 5);
		CascadeHealth health = application.bean(CascadeHealth.class);
		assertThat(health.healthyProviders()).containsExactly("google");
		assertThat(health.status("google")).isEqualTo(HealthStatus.UP);
		assertThat(health.status("openai")).isEqualTo(HealthStatus.UNKNOWN);
		assertThat(health.account().status()).isEqualTo(HealthStatus.UP);
	}

	@Test
	@DisplayName("authors that only requests bring are told as one, in the endpoint and not in health")
	void foldsAuthorsOfRequests() {
		CascadeRequest request = CascadeRequest.of("Why?").models("hostile/model");
		application.cascade().exchange(request).block(Duration.ofSeconds(10));
		assertThat(application.get("/health/cascade").body()).doesNotContain("hostile");
		assertThat(application.get("/cascade").at("/providers/other/successes").asInt()).isEqualTo(1);
	}

}
