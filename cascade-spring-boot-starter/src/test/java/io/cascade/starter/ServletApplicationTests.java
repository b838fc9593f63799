package io.cascade.starter;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

import io.cascade.CascadeChunk;
import io.cascade.CascadeRequest;
import io.cascade.CascadeTemplate;
import io.cascade.health.Availability;
import io.cascade.test.Fault;
import io.cascade.test.ScriptedOpenRouter;
import io.cascade.web.CascadeServerSentEvents;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.server.ResponseStatusException;

import static org.assertj.core.api.Assertions.assertThat;

class ServletApplicationTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	@Test
	@DisplayName("the starter alone works in a servlet application, and leaves nothing behind")
	void answersInAServletApplication() {
		try (ScriptedOpenRouter openRouter = ScriptedOpenRouter.start().acceptAnyModel()) {
			try (ConfigurableApplicationContext context = start(openRouter)) {
				assertThat(context).isInstanceOf(WebApplicationContext.class);
				WebClient client = WebClient
					.create("http://localhost:" + context.getEnvironment().getProperty("local.server.port"));
				assertThat(get(client, "/why")).isEqualTo("Hello from a/x.");
				assertThat(get(client, "/wait")).isEqualTo("Hello from a/x.");
				assertThat(get(client, "/live")).contains("Hello", "a/x.");
			}
			Awaitility.await().atMost(LIMIT).until(() -> openRouter.openConnections() == 0);
			assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.noneMatch((name) -> name.startsWith("cascade"));
		}
	}

	@Test
	@DisplayName("D20 a call that no model answers is a problem detail with Retry-After")
	void answersWithAProblem() {
		try (ScriptedOpenRouter openRouter = ScriptedOpenRouter.start().acceptAnyModel();
				ConfigurableApplicationContext context = start(openRouter)) {
			openRouter.failsEveryRequest(Fault.status(429).retryAfter(Duration.ofSeconds(50)));
			String base = "http://localhost:" + context.getEnvironment().getProperty("local.server.port");
			for (String path : List.of("/why", "/wait")) {
				ResponseEntity<String> answer = WebClient.create(base)
					.get()
					.uri(path)
					.exchangeToMono((response) -> response.toEntity(String.class))
					.blockOptional(LIMIT)
					.orElseThrow();
				assertThat(answer.getStatusCode().value()).isEqualTo(503);
				assertThat(answer.getHeaders().getFirst("Retry-After")).isIn("49", "50");
				assertThat(answer.getHeaders().getContentType()).hasToString("application/problem+json");
				assertThat(answer.getBody()).contains("\"title\":\"No model answered\"");
			}
		}
	}

	@Test
	@DisplayName("P13 P14 events have a status before the first one, and an exception that wraps a lost call is left alone")
	void leavesStatusesToThoseWhoKnowThem() {
		try (ScriptedOpenRouter openRouter = ScriptedOpenRouter.start().acceptAnyModel();
				ConfigurableApplicationContext context = start(openRouter)) {
			openRouter.failsEveryRequest(Fault.status(429).retryAfter(Duration.ofSeconds(50)));
			String base = "http://localhost:" + context.getEnvironment().getProperty("local.server.port");
			assertThat(status(base, "/events")).isEqualTo(503);
			assertThat(status(base, "/own")).isEqualTo(404);
			assertThat(status(base, "/future")).isEqualTo(503);
		}
	}

	private static int status(String base, String path) {
		return WebClient.create(base)
			.get()
			.uri(path)
			.accept(MediaType.TEXT_EVENT_STREAM, MediaType.ALL)
			.exchangeToMono((response) -> response.releaseBody().thenReturn(response.statusCode().value()))
			.blockOptional(LIMIT)
			.orElseThrow();
	}

	@Test
	@DisplayName("E03 E08 health and endpoint are the same in a servlet application")
	void showsHealthInAServletApplication() {
		try (ScriptedOpenRouter openRouter = ScriptedOpenRouter.start().acceptAnyModel();
				ConfigurableApplicationContext context = start(openRouter)) {
			WebClient client = WebClient
				.create("http://localhost:" + context.getEnvironment().getProperty("local.server.port"));
			assertThat(get(client, "/why")).isEqualTo("Hello from a/x.");
			assertThat(actuator(client, "/health/cascade/chains", 200)).contains("\"status\":\"UP\"");
			assertThat(actuator(client, "/health/cascade/a", 200)).contains("\"successes\":1");
			assertThat(actuator(client, "/cascade", 200)).contains("\"hops\":[{\"upstream\":\"openrouter\"");
			assertThat(actuator(client, "/cascade/explain?promptTokens=10", 200)).contains("\"targets\":[\"a/x\"]");
			assertThat(actuator(client, "/cascade/explain?chain=none", 400)).contains("'chain' must be one of [only]");
			assertThat(actuator(client, "/cascade/nothing", 404)).contains("there is no view 'nothing'");
			context.getBean(Availability.class).coolDown("a/x", Duration.ofMinutes(1));
			assertThat(actuator(client, "/health/cascade", 503)).contains("\"status\":\"DOWN\"");
			assertThat(actuator(client, "/health/liveness", 200)).contains("UP");
			assertThat(actuator(client, "/metrics/cascade.call", 200)).contains("cascade.outcome");
		}
	}

	private static String actuator(WebClient client, String path, int status) {
		return client.get().uri("/actuator" + path).exchangeToMono((response) -> {
			assertThat(response.statusCode().value()).isEqualTo(status);
			return response.bodyToMono(String.class);
		}).blockOptional(LIMIT).orElseThrow();
	}

	@Test
	@DisplayName("the starter alone works without a web server")
	void answersWithoutAWebServer() {
		try (ScriptedOpenRouter openRouter = ScriptedOpenRouter.start().acceptAnyModel();
				ConfigurableApplicationContext context = builder(openRouter).web(WebApplicationType.NONE).run()) {
			assertThat(context.getBean(CascadeTemplate.class).ask("Why?").block(LIMIT)).isEqualTo("Hello from a/x.");
		}
	}

	private static ConfigurableApplicationContext start(ScriptedOpenRouter openRouter) {
		return builder(openRouter).web(WebApplicationType.SERVLET).run();
	}

	private static SpringApplicationBuilder builder(ScriptedOpenRouter openRouter) {
		return new SpringApplicationBuilder(Application.class).properties(Map.of("server.port", "0", "cascade.base-url",
				openRouter.baseUrl().toString(), "cascade.chains.only.models", "a/x", "cascade.health.down-when",
				"any-chain", "management.endpoints.web.exposure.include", "*",
				"management.endpoint.health.show-details", "always"));
	}

	private static String get(WebClient client, String path) {
		List<String> parts = client.get()
			.uri(path)
			.exchangeToFlux((response) -> response.bodyToFlux(String.class))
			.collectList()
			.blockOptional(LIMIT)
			.orElseThrow();
		return String.join("", parts);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		WhyController whyController(CascadeTemplate cascade) {
			return new WhyController(cascade);
		}

	}

	@RestController
	static class WhyController {

		private final CascadeTemplate cascade;

		WhyController(CascadeTemplate cascade) {
			this.cascade = cascade;
		}

		@GetMapping("/why")
		Mono<String> why() {
			return this.cascade.ask("Why?");
		}

		@GetMapping("/wait")
		String waits() {
			return this.cascade.ask("Why?").blockOptional(LIMIT).orElseThrow();
		}

		@GetMapping("/own")
		Mono<String> own() {
			return this.cascade.ask("Why?")
				.onErrorMap((ex) -> new ResponseStatusException(HttpStatus.NOT_FOUND, "no such order", ex));
		}

		@GetMapping("/future")
		String future() throws ExecutionException, InterruptedException {
			return this.cascade.ask("Why?").toFuture().get();
		}

		@GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		Flux<ServerSentEvent<Map<String, Object>>> events() {
			return CascadeServerSentEvents.of(this.cascade.stream(CascadeRequest.of("Why?")));
		}

		@GetMapping(path = "/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		Flux<String> live() {
			return this.cascade.stream(CascadeRequest.of("Why?"))
				.ofType(CascadeChunk.Text.class)
				.map(CascadeChunk.Text::text);
		}

	}

}
