package io.cascade.actuate;

import java.time.Duration;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many answers are accepted, as {@code /actuator} of a running application shows it.
 */
class AcceptanceOverHttpTests {

	private static final RunningApplication application = RunningApplication.start(
			"cascade.chains.gated.models=google/g,openai/h", "cascade.chains.gated.gate.min-length=20",
			"cascade.chains.gated.retry.max-attempts=1", "cascade.chains.gated.learn-quality=true");

	@AfterAll
	static void close() {
		application.close();
	}

	@Test
	void showsADropInHealthAndInTheEndpoint() {
		assertThat(application.get("/cascade").at("/targets").path("google/g").has("acceptance")).isFalse();
		application.server().model("google/g").answers("An answer that is long enough.");
		application.server().model("openai/h").answers("Another one that is long enough.");
		application.ask("gated", 9);
		application.clock().move(Duration.ofHours(2));
		application.server().model("google/g").answers("No.");
		application.ask("gated", 6);
		JsonNode google = application.get("/health/cascade").at("/components/google");
		assertThat(google.path("status").asString()).isEqualTo("DEGRADED");
		assertThat(google.at("/details/acceptance").path("google/g").toString())
			.isEqualTo("{\"lastHour\":0.0,\"before\":100.0}");
		assertThat(application.get("/health/cascade").at("/components/openai/details/acceptance").toString())
			.isEqualTo("{\"openai/h\":{\"lastHour\":100.0}}");
		JsonNode body = application.get("/cascade").json();
		JsonNode acceptance = body.at("/targets").path("google/g").path("acceptance");
		assertThat(acceptance.path("before").asDouble()).isEqualTo(100);
		assertThat(acceptance.path("score").asDouble()).isBetween(0.4, 0.6);
		assertThat(acceptance.at("/gates/min-length").toString())
			.isEqualTo("{\"accepted\":9,\"rejected\":6,\"undecided\":0}");
		assertThat(body.at("/chains/gated/settings/learnQuality").asBoolean()).isTrue();
	}

}
