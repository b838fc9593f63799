package io.cascade.actuate;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

import io.cascade.health.Availability;
import io.cascade.health.CascadeHealth;
import io.cascade.health.HealthStatus;
import io.cascade.test.Fault;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Health as it is configured, in applications of their own.
 */
@Tag("any-jdk")
class HealthSettingsTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	@Test
	@DisplayName("E07 without its health the application asks as before")
	void routesWithoutHealth() {
		try (RunningApplication application = RunningApplication.start("management.health.cascade.enabled=false")) {
			application.server().model("google/a").fails(Fault.status(503));
			application.ask("main", 8);
			assertThat(application.get("/health/cascade").status()).isEqualTo(404);
			assertThat(application.get("/health").at("/components").has("cascade")).isFalse();
			assertThat(application.server().requests()).hasSize(5 + 8);
		}
	}

	@Test
	@DisplayName("E04 where a target that cools down is forced, health may be DOWN and the request is tried once")
	void forcesAndIsDown() {
		try (RunningApplication application = RunningApplication
			.start("cascade.chains.alone.when-all-cooling-down=force", "cascade.health.down-when=any-chain")) {
			application.bean(Availability.class).coolDown("google/a", Duration.ofMinutes(5));
			assertThat(application.get("/health/cascade").status()).isEqualTo(503);
			application.ask("alone", 1);
			assertThat(application.server().requests()).hasSize(1);
		}
	}

	@Test
	@DisplayName("E08 an outage of models is told and takes no instance out, whatever looks at its health")
	void isNotDownByDefault() {
		try (RunningApplication application = RunningApplication.start(
				"management.endpoint.health.group.readiness.include=readinessState,cascade/chains",
				"management.endpoint.health.group.models.include=cascade/chains",
				"management.endpoint.health.group.models.status.order=down,unavailable,degraded,unknown,up",
				"management.endpoint.health.group.models.status.http-mapping.unavailable=503")) {
			assertChains(application, "UP");
			coolDown(application, "google/a");
			assertChains(application, "DEGRADED");
			assertThat(application.get("/health/models").status()).isEqualTo(200);
			coolDown(application, "openai/b");
			coolDown(application, "ollama/llama");
			assertChains(application, "UNAVAILABLE");
			assertThat(application.get("/health/models").status()).isEqualTo(503);
			assertThat(application.get("/health/models").health()).isEqualTo("UNAVAILABLE");
		}
	}

	private static void assertChains(RunningApplication application, String status) {
		assertThat(application.get("/health/cascade").health("chains")).isEqualTo(status);
		assertThat(application.get("/health/cascade").status()).isEqualTo(200);
		for (String path : List.of("/health", "/health/liveness", "/health/readiness")) {
			assertThat(application.get(path).status()).as(path).isEqualTo(200);
			assertThat(application.get(path).health()).as(path).isEqualTo("UP");
		}
	}

	@Test
	void isDownWhenTheDefaultChainIsWhereThatIsWanted() {
		try (RunningApplication application = RunningApplication.start("cascade.health.down-when=default-chain")) {
			coolDown(application, "google/a");
			assertThat(application.get("/health").status()).isEqualTo(200);
			assertThat(application.get("/health/cascade").health("chains")).isEqualTo("DEGRADED");
			coolDown(application, "openai/b");
			assertThat(application.get("/health").status()).isEqualTo(503);
			assertThat(application.get("/health/cascade").health("chains")).isEqualTo("DOWN");
			assertThat(application.get("/health/liveness").status()).isEqualTo(200);
			assertThat(application.get("/health/readiness").status()).isEqualTo(200);
		}
	}

	private static void coolDown(RunningApplication application, String target) {
		application.bean(Availability.class).coolDown(target, Duration.ofMinutes(5));
	}

	@Test
	@DisplayName("E10 what is left on the key is asked for where that is wanted, off the way of any call")
	void reportsWhatIsLeftOnTheKey() {
		try (RunningApplication application = RunningApplication.start("cascade.health.account.enabled=true",
				"cascade.health.account.refresh=1s")) {
			Awaitility.await().atMost(LIMIT).until(() -> account(application) == HealthStatus.UP);
			assertThat(application.server().requests()).isNotEmpty().allSatisfy((request) -> {
				assertThat(request.method()).isEqualTo("GET");
				assertThat(request.path()).endsWith("/key");
				assertThat(request.header("Authorization")).isEqualTo("Bearer " + RunningApplication.KEY);
			});
			assertThat(application.get("/health/cascade/account").at("/details/usage").decimalValue())
				.isEqualByComparingTo(BigDecimal.ZERO);
			application.server().failsEveryRequest(Fault.status(401));
			Awaitility.await().atMost(LIMIT).until(() -> account(application) == HealthStatus.UNAVAILABLE);
			assertThat(application.get("/health/cascade/account").status()).isEqualTo(200);
			application.server().reset();
			Awaitility.await().atMost(LIMIT).until(() -> account(application) == HealthStatus.UP);
		}
	}

	@Test
	void refusesAWindowThatIsTooShort() {
		assertThatException().isThrownBy(() -> RunningApplication.start("cascade.health.window=1s").close())
			.havingRootCause()
			.withMessageContaining("cascade.health.window")
			.withMessageContaining("at least 10s");
	}

	private static HealthStatus account(RunningApplication application) {
		return application.bean(CascadeHealth.class).account().status();
	}

}
