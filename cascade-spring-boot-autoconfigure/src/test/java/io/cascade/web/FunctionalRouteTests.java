package io.cascade.web;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import io.cascade.CascadeChunk;
import io.cascade.CascadeExhaustedException;
import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.FailureKind;
import io.cascade.UpstreamException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ResponseStatusException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Problem details where no controller is.
 */
class FunctionalRouteTests {

	@Test
	@DisplayName("D20 a functional route answers with the problem detail too, and other errors stay as they are")
	void answersWithAProblem() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.REACTIVE)
			.properties("server.port=0", "cascade.api-key=sk-or-test", "cascade.chains.only.models=a/x")
			.run()) {
			String base = "http://localhost:" + context.getEnvironment().getProperty("local.server.port");
			ResponseEntity<String> problem = get(base, "/lost");
			assertThat(problem.getStatusCode().value()).isEqualTo(503);
			assertThat(problem.getHeaders().getContentType()).hasToString("application/problem+json");
			assertThat(problem.getHeaders().getFirst("Retry-After")).isIn("39", "40");
			assertThat(problem.getBody()).contains("\"kind\":\"rate-limit\"").doesNotContain("words of the upstream");
			assertThat(get(base, "/broken").getStatusCode().value()).isEqualTo(500);
			assertThat(get(base, "/thread").getStatusCode().value()).isEqualTo(503);
		}
	}

	@Test
	@DisplayName("events of a functional route are answered once; a stream of the application's own goes on where it was")
	void answersOnce() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.REACTIVE)
			.properties("server.port=0", "cascade.api-key=sk-or-test", "cascade.chains.only.models=a/x")
			.run()) {
			String base = "http://localhost:" + context.getEnvironment().getProperty("local.server.port");
			String events = get(base, "/events").getBody();
			assertThat(events)
				.startsWith("id:cascade-answer-0\nevent:text\nretry:86400000\ndata:{\"text\":\"Hi\"}\n\n");
			assertThat(again(base, "/events", "cascade-answer-0").getStatusCode().value()).isEqualTo(204);
			assertThat(again(base, "/ticks", "4").getBody()).contains("id:5");
		}
	}

	private static ResponseEntity<String> again(String base, String path, String lastEventId) {
		return WebClient.create(base)
			.get()
			.uri(path)
			.header("Last-Event-ID", lastEventId)
			.exchangeToMono((response) -> response.toEntity(String.class))
			.blockOptional(Duration.ofSeconds(10))
			.orElseThrow();
	}

	@Test
	@DisplayName("P14 the application's own exception that wraps a lost call keeps its status")
	void leavesTheApplicationsOwnExceptionsAlone() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.REACTIVE)
			.properties("server.port=0", "cascade.api-key=sk-or-test", "cascade.chains.only.models=a/x")
			.run()) {
			String base = "http://localhost:" + context.getEnvironment().getProperty("local.server.port");
			assertThat(get(base, "/controller/own").getStatusCode().value()).isEqualTo(404);
			assertThat(get(base, "/controller/wrapped").getStatusCode().value()).isEqualTo(500);
			assertThat(get(base, "/controller/lost").getStatusCode().value()).isEqualTo(503);
			assertThat(get(base, "/controller/thread").getStatusCode().value()).isEqualTo(503);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/controller/ask", "/ask" })
	@DisplayName("a prompt that can't be sent is the user's fault, and what the program got wrong its own")
	void refusesAPromptThatCantBeSent(String path) {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.REACTIVE)
			.properties("server.port=0", "cascade.api-key=sk-or-test", "cascade.chains.only.models=a/x",
					"cascade.max-prompt-size=10B")
			.run()) {
			String base = "http://localhost:" + context.getEnvironment().getProperty("local.server.port");
			ResponseEntity<String> empty = get(base, path + "?chain=only&q=");
			assertThat(empty.getStatusCode().value()).isEqualTo(400);
			assertThat(empty.getHeaders().getContentType()).hasToString("application/problem+json");
			assertThat(empty.getBody()).contains("\"kind\":\"invalid-request\"", "\"detail\":\"The prompt is empty\"");
			ResponseEntity<String> blank = get(base, path + "?chain=only&q=  ");
			assertThat(blank.getStatusCode().value()).isEqualTo(400);
			assertThat(blank.getBody()).isEqualTo(empty.getBody());
			ResponseEntity<String> tooLong = get(base, path + "?chain=only&q=01234567890");
			assertThat(tooLong.getStatusCode().value()).isEqualTo(413);
			assertThat(tooLong.getBody()).contains("\"detail\":\"The prompt is too long\"").doesNotContain("cascade.");
			ResponseEntity<String> noChain = get(base, path + "?chain=none&q=Why");
			assertThat(noChain.getStatusCode().value()).isEqualTo(500);
			assertThat(noChain.getBody()).doesNotContain("only", "none", "must be");
		}
	}

	private static ResponseEntity<String> get(String base, String path) {
		return WebClient.create(base)
			.get()
			.uri(path)
			.exchangeToMono((response) -> response.toEntity(String.class))
			.blockOptional(Duration.ofSeconds(10))
			.orElseThrow();
	}

	private static CascadeExhaustedException lost() {
		UpstreamException cause = new UpstreamException("openrouter", FailureKind.RATE_LIMIT,
				UpstreamException.Details.because("words of the upstream"), null);
		return new CascadeExhaustedException(List.of(), List.of(cause), Instant.now().plusSeconds(40));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		ReactorResourceFactory reactorResourceFactory() {
			ReactorResourceFactory resources = new ReactorResourceFactory();
			resources.setUseGlobalResources(false);
			resources.setShutdownQuietPeriod(Duration.ZERO);
			return resources;
		}

		@Bean
		OwnController ownController() {
			return new OwnController();
		}

		@Bean
		AskingController askingController(CascadeOperations cascade) {
			return new AskingController(cascade);
		}

		@Bean
		RouterFunction<ServerResponse> routes(CascadeOperations cascade) {
			return RouterFunctions.route()
				.GET("/lost", (request) -> Mono.error(FunctionalRouteTests::lost))
				.GET("/thread", (request) -> Mono.error(new CompletionException(lost())))
				.GET("/ask",
						(request) -> cascade
							.exchange(CascadeRequest.of(request.queryParam("q").orElse(""))
								.chain(request.queryParam("chain").orElse("")))
							.flatMap((answer) -> ServerResponse.ok().bodyValue(answer.text())))
				.GET("/events",
						(request) -> ServerResponse.ok()
							.body(BodyInserters.fromServerSentEvents(
									CascadeServerSentEvents.of(Flux.just(new CascadeChunk.Text("Hi"))))))
				.GET("/ticks", (request) -> ServerResponse.ok().body(BodyInserters.fromServerSentEvents(tick(request))))
				.GET("/broken", (request) -> Mono.error(new IllegalStateException("ours")))
				.build();
		}

	}

	private static Flux<ServerSentEvent<String>> tick(ServerRequest request) {
		int last = Integer.parseInt(request.headers().firstHeader("Last-Event-ID"));
		return Flux.just(ServerSentEvent.builder("tick").id(String.valueOf(last + 1)).build());
	}

	@RestController
	static class AskingController {

		private final CascadeOperations cascade;

		AskingController(CascadeOperations cascade) {
			this.cascade = cascade;
		}

		@GetMapping("/controller/ask")
		Mono<String> ask(@RequestParam String q, @RequestParam String chain) {
			return this.cascade.exchange(CascadeRequest.of(q).chain(chain)).map(CascadeResponse::text);
		}

	}

	@RestController
	static class OwnController {

		@GetMapping("/controller/{how}")
		Mono<String> fail(@PathVariable String how) throws ExecutionException {
			CascadeExhaustedException lost = lost();
			return switch (how) {
				case "own" -> Mono.error(new ResponseStatusException(HttpStatus.NOT_FOUND, "no such order", lost));
				case "wrapped" -> throw new IllegalStateException("ours", lost);
				case "thread" -> throw new ExecutionException(lost);
				default -> Mono.error(lost);
			};
		}

	}

}
