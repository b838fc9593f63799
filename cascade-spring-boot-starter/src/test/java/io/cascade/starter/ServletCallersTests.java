package io.cascade.starter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.cascade.Attempt;
import io.cascade.CallView;
import io.cascade.CascadeListener;
import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.CascadeRequestCustomizer;
import io.cascade.CascadeResponse;
import io.cascade.test.ScriptedOpenRouter;
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
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The customizer of the cookbook in a servlet application.
 */
class ServletCallersTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	@Test
	@DisplayName("the header of a servlet request tags the call, waited for, returned and streamed, on virtual threads too")
	void tagsByTheHeader() {
		try (ScriptedOpenRouter openRouter = ScriptedOpenRouter.start().acceptAnyModel()) {
			for (String virtual : List.of("false", "true")) {
				try (ConfigurableApplicationContext context = start(openRouter, virtual)) {
					WebClient client = WebClient
						.create("http://localhost:" + context.getEnvironment().getProperty("local.server.port"));
					for (String path : List.of("/wait", "/why", "/live")) {
						List<Map<String, String>> tags = context.getBean(Seen.class).tags();
						tags.clear();
						assertThat(get(client, path)).contains("Hello");
						assertThat(tags).as(path).containsExactly(Map.of("tenant", "acme"));
					}
				}
			}
		}
	}

	@Test
	@DisplayName("docs/cookbook.md shows this customizer")
	void theDocumentShowsIt() throws IOException {
		String document = Files.readString(Path.of("..", "docs", "cookbook.md"));
		int start = document.indexOf("@Configuration(proxyBeanMethods = false)\nclass ServletCallers");
		String example = document.substring(start, document.indexOf("```", start));
		String source = Files.readString(Path.of("src/test/java", getClass().getName().replace('.', '/') + ".java"));
		assertThat(source.replace("static class", "class").replaceAll("\\s+", " "))
			.contains(example.replaceAll("\\s+", " ").strip());
	}

	private static String get(WebClient client, String path) {
		List<String> parts = client.get()
			.uri(path)
			.header("X-Tenant", "acme")
			.exchangeToFlux((response) -> response.bodyToFlux(String.class))
			.collectList()
			.blockOptional(LIMIT)
			.orElseThrow();
		return String.join("", parts);
	}

	private static ConfigurableApplicationContext start(ScriptedOpenRouter openRouter, String virtual) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.SERVLET)
			.properties(Map.of("server.port", "0", "cascade.base-url", openRouter.baseUrl().toString(),
					"cascade.chains.only.models", "a/x", "cascade.catalog.enabled", "false",
					"spring.threads.virtual.enabled", virtual))
			.run();
	}

	record Seen(List<Map<String, String>> tags) implements CascadeListener {

		@Override
		public void attempted(CallView call, List<Attempt> attempts) {
			this.tags.add(call.request().tags());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(ServletCallers.class)
	static class Application {

		@Bean
		Seen seen() {
			return new Seen(new CopyOnWriteArrayList<>());
		}

		@Bean
		Asking asking(CascadeOperations cascade) {
			return new Asking(cascade);
		}

	}

	@RestController
	record Asking(CascadeOperations cascade) {

		@GetMapping("/wait")
		String waits() {
			return this.cascade.ask("Why?").blockOptional(LIMIT).orElseThrow();
		}

		@GetMapping("/why")
		Mono<CascadeResponse> why() {
			return this.cascade.exchange(CascadeRequest.of("Why?"));
		}

		@GetMapping(path = "/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		Flux<String> live() {
			return this.cascade.streamText(CascadeRequest.of("Why?"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ServletCallers {

		@Bean
		CascadeRequestCustomizer tenant() {
			return (request) -> {
				String tenant = (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes web)
						? web.getRequest().getHeader("X-Tenant") : null;
				return Mono.justOrEmpty(tenant).map((name) -> request.tag("tenant", name));
			};
		}

	}

}
