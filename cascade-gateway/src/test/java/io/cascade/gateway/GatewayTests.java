package io.cascade.gateway;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.cascade.CascadeChunk;
import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.FailureKind;
import io.cascade.test.Fault;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * What stands around the answers.
 */
@ExtendWith(OutputCaptureExtension.class)
class GatewayTests {

	private static final String PIECE = "A piece that is longer than what is held back at first. ";

	@Test
	void aClientThatWaitsIsKeptAwake() {
		try (GatewayFixture gateway = GatewayFixture.start(Map.of("cascade.gateway.keep-alive", "100ms"))) {
			gateway.openRouter()
				.model("a/first")
				.answers("Because.")
				.fails(Fault.slowFirstToken(Duration.ofSeconds(1)));
			HttpResponse<String> response = gateway.chat(GatewayFixture.question("assistant", "stream", true));
			assertThat(response.body()).startsWith(": ");
			assertThat(ChatStream.of(response).text()).isEqualTo("Because.");
			assertThat(ChatStream.of(response).isDone()).isTrue();
		}
	}

	@Test
	void whatFailsAfterACommentIsToldInTheStream() {
		try (GatewayFixture gateway = GatewayFixture.start(Map.of("cascade.gateway.keep-alive", "100ms",
				"cascade.chains.assistant.first-token-timeout", "500ms"))) {
			for (String model : List.of("a/first", "b/second")) {
				gateway.openRouter().model(model).fails(Fault.silent().always());
			}
			HttpResponse<String> response = gateway.chat(GatewayFixture.question("assistant", "stream", true));
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(ChatStream.of(response).isBroken()).isTrue();
		}
	}

	@Test
	void aShutdownIsNoEndOfAStream() throws Exception {
		GatewayFixture gateway = GatewayFixture
			.start(Map.of("server.shutdown", "graceful", "spring.lifecycle.timeout-per-shutdown-phase", "500ms"));
		gateway.openRouter().model("a/first").answersInChunks(PIECE, PIECE).fails(Fault.stallAfter(1).always());
		CompletableFuture<HttpResponse<String>> stream = gateway
			.sending(gateway.posted("/v1/chat/completions", GatewayFixture.question("assistant", "stream", true)));
		Awaitility.await().until(() -> !gateway.openRouter().requests("a/first").isEmpty());
		OpenRequests open = gateway.context().getBean(OpenRequests.class);
		Awaitility.await().until(() -> open.count() == 1);
		gateway.close();
		ChatStream ended = ChatStream.of(stream.get(20, TimeUnit.SECONDS));
		assertThat(ended.text()).isEqualTo(PIECE);
		assertThat(ended.isBroken()).isTrue();
	}

	@Test
	void aClientThatLeavesWhileItWaitsEndsTheRequestAtTheUpstream() throws Exception {
		try (GatewayFixture gateway = GatewayFixture.start()) {
			for (boolean streamed : List.of(true, false)) {
				gateway.reset();
				gateway.openRouter().model("a/first").fails(Fault.silent().always());
				RawClient client = RawClient.connect(gateway.port());
				client.post("/v1/chat/completions", GatewayFixture.question("assistant", "stream", streamed));
				Awaitility.await().until(() -> !gateway.openRouter().requests("a/first").isEmpty());
				client.close();
				assertThat(gateway.openRouter()
					.awaitClosed(gateway.openRouter().requests("a/first").get(0), Duration.ofSeconds(5))).isTrue();
			}
		}
	}

	@Test
	void aClientThatLeavesWithinItsBodyIsNoErrorOfTheService(CapturedOutput output) throws Exception {
		try (GatewayFixture gateway = GatewayFixture.start()) {
			OpenRequests open = gateway.context().getBean(OpenRequests.class);
			for (int i = 0; i < 20; i++) {
				try (RawClient client = RawClient.connect(gateway.port())) {
					client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
							+ GatewayFixture.SECRET + "\r\nContent-Length: 1000\r\n\r\n{\"model\":");
					Awaitility.await().until(() -> open.count() == 1);
				}
				Awaitility.await().until(() -> open.count() == 0);
			}
			assertThat(output).doesNotContain("ERROR", "WARN");
		}
	}

	@Test
	void theLogOfALostCallHasTheIdThatItsClientWasTold(CapturedOutput output) throws Exception {
		try (GatewayFixture gateway = GatewayFixture.start()) {
			gateway.openRouter().model("a/first").fails(Fault.status(500).always());
			gateway.openRouter().model("b/second").fails(Fault.status(500).always());
			HttpResponse<String> answer = gateway
				.sending(gateway.posted("/v1/chat/completions", GatewayFixture.question("assistant", "stream", false)))
				.get(20, TimeUnit.SECONDS);
			assertThat(answer.statusCode()).isGreaterThanOrEqualTo(500);
			String id = answer.headers().firstValue("x-request-id").orElseThrow();
			Awaitility.await().until(() -> output.getOut().contains("is lost") && output.getOut().contains(id));
		}
	}

	@Test
	void anAnswerThatRestartsHasBroken() {
		try (GatewayFixture gateway = GatewayFixture.start(Map.of(), Restarting.class)) {
			ChatStream stream = ChatStream.of(gateway.chat(GatewayFixture.question("assistant", "stream", true)));
			assertThat(stream.text()).isEqualTo("void");
			assertThat(stream.isBroken()).isTrue();
		}
	}

	@Test
	void browsersOfAnAllowedOriginMayCall() {
		try (GatewayFixture gateway = GatewayFixture
			.start(Map.of("cascade.gateway.cors.allowed-origins[0]", "https://chat.example.com"))) {
			HttpResponse<String> allowed = gateway.send(preflight(gateway, "https://chat.example.com"));
			assertThat(allowed.statusCode()).isEqualTo(200);
			assertThat(allowed.headers().firstValue("access-control-allow-headers").orElseThrow())
				.containsIgnoringCase("x-stainless-lang");
			assertThat(gateway.send(preflight(gateway, "https://evil.example.com")).statusCode()).isEqualTo(403);
		}
	}

	/** Operations of an application that do what streams of the endpoint must not. */
	@Configuration(proxyBeanMethods = false)
	static class Restarting {

		@Bean
		CascadeOperations restarting() {
			return new CascadeOperations() {

				@Override
				public Mono<CascadeResponse> exchange(CascadeRequest request) {
					return Mono.just(CascadeResponse.of("whole"));
				}

				@Override
				public Flux<CascadeChunk> stream(CascadeRequest request) {
					return Flux.just(new CascadeChunk.Text("void"), new CascadeChunk.Restart(FailureKind.INCOMPLETE, 1),
							new CascadeChunk.Text("whole"), CascadeResponse.of("whole").end());
				}

			};
		}

	}

	private static HttpRequest preflight(GatewayFixture gateway, String origin) {
		return gateway.request("/v1/chat/completions")
			.header("Origin", origin)
			.header("Access-Control-Request-Method", "POST")
			.header("Access-Control-Request-Headers", "authorization,x-stainless-lang,content-type")
			.method("OPTIONS", HttpRequest.BodyPublishers.noBody())
			.build();
	}

	@Test
	void healthAndMetricsTellOfKeysAndRequests() {
		try (GatewayFixture gateway = GatewayFixture.start(Map.of("management.endpoints.web.exposure.include", "*",
				"management.endpoint.health.show-details", "always", "cascade.gateway.keys.old.secret",
				GatewayFixture.sha256("old"), "cascade.gateway.keys.old.expires", "2020-01-01T00:00:00Z"))) {
			gateway.chat(GatewayFixture.question("assistant"));
			gateway.chat(GatewayFixture.question("nothing"));
			String health = gateway.get("/actuator/health").body();
			assertThat(health).contains("\"cascadeGateway\"", "\"expiredKeys\":[\"old\"]", "\"keys\":3");
			String metrics = gateway.get("/actuator/prometheus").body();
			assertThat(metrics).contains("cascade_gateway_requests_seconds_count{")
				.contains("cascade_key=\"team-a\",cascade_outcome=\"200\"", "cascade_outcome=\"404\"");
		}
	}

	@Test
	void noEndpointOfTheActuatorShowsWhatSecretsAreComparedWith() {
		try (GatewayFixture gateway = GatewayFixture
			.start(Map.of("management.endpoints.web.exposure.include", "*", "management.endpoint.env.show-values",
					"always", "management.endpoint.configprops.show-values", "always"))) {
			for (String endpoint : List.of("env", "configprops", "beans", "health", "cascade")) {
				assertThat(gateway.get("/actuator/" + endpoint).body()).isNotEmpty()
					.doesNotContain(GatewayFixture.sha256(GatewayFixture.SECRET), GatewayFixture.SECRET);
			}
			assertThat(gateway.get("/actuator/configprops").body()).contains("team-a");
		}
	}

	@Test
	void unknownFieldsPassByAListOnly() {
		try (GatewayFixture gateway = GatewayFixture.start()) {
			gateway.chat(GatewayFixture.question("assistant", "safety_identifier", "abc", "no_such_field", 1, "plugins",
					List.of(Map.of("id", "web")), "provider", Map.of("only", List.of("x")), "models",
					List.of("evil/dear"), "route", "fallback"));
			assertThat(gateway.openRouter().lastRequest().body()).containsEntry("safety_identifier", "abc")
				.doesNotContainKeys("no_such_field", "plugins", "route");
			assertThat(gateway.openRouter().lastRequest().text()).doesNotContain("evil/dear", "\"only\"");
		}
		try (GatewayFixture gateway = GatewayFixture.start(Map.of("cascade.gateway.unknown-fields", "refuse"))) {
			HttpResponse<String> refused = gateway.chat(GatewayFixture.question("assistant", "no_such_field", 1));
			assertThat(refused.statusCode()).isEqualTo(400);
			assertThat(refused.body()).contains("\"param\":\"no_such_field\"");
		}
	}

	@Test
	void aWrongFieldIsNamed() {
		try (GatewayFixture gateway = GatewayFixture.start()) {
			HttpResponse<String> refused = gateway.chat(GatewayFixture.question("assistant", "temperature", "hot"));
			assertThat(refused.statusCode()).isEqualTo(400);
			assertThat(refused.body()).contains("\"param\":\"temperature\"");
		}
	}

	@Test
	void isOffUntilItIsSwitchedOn() {
		try (GatewayFixture gateway = GatewayFixture.start(Map.of("cascade.gateway.enabled", false))) {
			assertThat(gateway.chat(GatewayFixture.question("assistant")).statusCode()).isEqualTo(404);
			assertThat(gateway.context().getBeansOfType(Authentication.class)).isEmpty();
		}
	}

	@Test
	void aServletApplicationSaysThatItCannotHaveIt() {
		assertThatException()
			.isThrownBy(
					() -> new SpringApplicationBuilder(GatewayFixture.Application.class).web(WebApplicationType.SERVLET)
						.properties("cascade.gateway.enabled=true", "cascade.chains.a.models=a/b",
								"cascade.api-key=sk-or-v1-0123456789abcdef", "server.port=0")
						.run()
						.close())
			.havingRootCause()
			.isInstanceOf(InvalidConfigurationPropertyValueException.class)
			.withMessageContaining("cascade.gateway.enabled");
	}

}
