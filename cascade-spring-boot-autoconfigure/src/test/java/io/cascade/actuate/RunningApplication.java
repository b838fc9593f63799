package io.cascade.actuate;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.exchange.Time;
import io.cascade.health.MovableClock;
import io.cascade.test.ScriptedOpenRouter;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.http.MediaType;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * An application that listens on a port, with the scripted OpenRouter behind it and a
 * clock that can be moved.
 */
final class RunningApplication implements AutoCloseable {

	static final String KEY = "sk-or-v1-0123456789abcdef-of-the-application";

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final JsonMapper JSON = JsonMapper.shared();

	private final ScriptedOpenRouter server = ScriptedOpenRouter.start().acceptAnyModel();

	private final ConfigurableApplicationContext context;

	/**
	 * A connection each: a request that is refused before its body was read may spoil its
	 * connection for the next one.
	 */
	private final WebClient client;

	private RunningApplication(Class<?> configuration, List<String> properties) {
		List<String> all = new ArrayList<>(List.of("server.port=0", "cascade.warnings=false", "cascade.api-key=" + KEY,
				"cascade.base-url=" + this.server.baseUrl(), "management.endpoints.web.exposure.include=*",
				"management.endpoint.health.show-details=always", "cascade.max-models-per-request=1",
				"spring.reactor.netty.shutdown-quiet-period=0s", "spring.main.banner-mode=off",
				"cascade.default-chain=main", "cascade.chains.main.models=google/a,openai/b",
				"cascade.chains.main.retry.max-attempts=1", "cascade.chains.main.when-all-cooling-down=fail",
				"cascade.chains.alone.models=google/a", "cascade.chains.alone.retry.max-attempts=1",
				"cascade.chains.local.models=ollama/llama",
				"cascade.upstreams.ollama.base-url=" + this.server.upstreamUrl()));
		all.addAll(properties);
		this.context = new SpringApplicationBuilder(configuration).web(WebApplicationType.REACTIVE)
			.properties(all.toArray(String[]::new))
			.initializers((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("in order", inOrder(all))))
			.run();
		this.client = WebClient.builder()
			.clientConnector(new ReactorClientHttpConnector(HttpClient.newConnection()))
			.baseUrl("http://localhost:" + this.context.getEnvironment().getProperty("local.server.port"))
			.build();
	}

	/** As in a file: default properties have no order, and so would chains. */
	private static Map<String, Object> inOrder(List<String> properties) {
		Map<String, Object> ordered = new LinkedHashMap<>();
		properties.forEach((property) -> {
			int sign = property.indexOf('=');
			ordered.put(property.substring(0, sign), property.substring(sign + 1));
		});
		return ordered;
	}

	static RunningApplication start(String... properties) {
		return with(Application.class, properties);
	}

	static RunningApplication with(Class<?> configuration, String... properties) {
		return new RunningApplication(configuration, List.of(properties));
	}

	ScriptedOpenRouter server() {
		return this.server;
	}

	MovableClock clock() {
		return bean(MovableClock.class);
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	CascadeOperations cascade() {
		return bean(CascadeOperations.class);
	}

	/** Asks a chain so often, whatever comes of it. */
	void ask(String chain, int times) {
		for (int i = 0; i < times; i++) {
			cascade().exchange(CascadeRequest.of("a secret prompt of mine").chain(chain)).materialize().block(LIMIT);
		}
	}

	Answer get(String path) {
		return Objects.requireNonNull(this.client.get()
			.uri("/actuator" + path)
			.exchangeToMono((response) -> response.bodyToMono(String.class)
				.defaultIfEmpty("")
				.map((body) -> new Answer(response.statusCode().value(), body)))
			.block(LIMIT));
	}

	Answer post(String path, Map<String, String> body) {
		return Objects.requireNonNull(this.client.post()
			.uri("/actuator" + path)
			.contentType(MediaType.APPLICATION_JSON)
			.bodyValue(JSON.writeValueAsString(body))
			.exchangeToMono((response) -> response.bodyToMono(String.class)
				.defaultIfEmpty("")
				.map((text) -> new Answer(response.statusCode().value(), text)))
			.block(LIMIT));
	}

	@Override
	public void close() {
		this.context.close();
		this.server.close();
	}

	/**
	 * What came back.
	 */
	record Answer(int status, String body) {

		JsonNode json() {
			return JSON.readTree(this.body);
		}

		JsonNode at(String pointer) {
			return json().at(pointer);
		}

		/** The status that a health answer tells. */
		@Nullable String health() {
			return json().path("status").asString(null);
		}

		/** The status of a component. */
		@Nullable String health(String component) {
			return json().path("components").path(component).path("status").asString(null);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		MovableClock movableClock() {
			return new MovableClock(Clock.systemUTC());
		}

		/** The event loops of one application do not end with those of another. */
		@Bean
		ReactorResourceFactory reactorResourceFactory() {
			ReactorResourceFactory resources = new ReactorResourceFactory();
			resources.setUseGlobalResources(false);
			resources.setShutdownQuietPeriod(Duration.ZERO);
			return resources;
		}

		@Bean
		Time time(MovableClock clock) {
			return new Time(clock, Schedulers.parallel());
		}

	}

}
