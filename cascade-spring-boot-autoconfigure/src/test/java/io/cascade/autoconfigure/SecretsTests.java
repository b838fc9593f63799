package io.cascade.autoconfigure;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.cascade.CascadeException;
import io.cascade.CascadeRequest;
import io.cascade.CascadeTemplate;
import io.cascade.Transport;
import io.cascade.health.Availability;
import io.cascade.test.Fault;
import io.cascade.test.ScriptedOpenRouter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

@ExtendWith(OutputCaptureExtension.class)
@Tag("any-jdk")
class SecretsTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final String KEY = "Kq7ZzVx2mWp4secret9";

	private static final String OTHER_KEY = "Rt5UuYy8nBv3hidden1";

	private static final String PASSWORD = "Pw9MmNn6cXz2proxied";

	private static final String PROMPT = "My grandmother's maiden name is Featherstonehaugh, keep it to yourself";

	private static ScriptedOpenRouter openRouter;

	private static ConfigurableApplicationContext context;

	private static final List<String> TRACED = List.of("io.cascade", "org.springframework.web.reactive",
			"org.springframework.core.codec", "org.springframework.http", "reactor.netty");

	private static WebClient client;

	@BeforeAll
	static void start() {
		openRouter = ScriptedOpenRouter.start().acceptAnyModel();
		context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.REACTIVE)
			.properties(Map.ofEntries(Map.entry("server.port", "0"), Map.entry("OPENROUTER_API_KEY", KEY),
					Map.entry("cascade.api-key", "${OPENROUTER_API_KEY:}"),
					Map.entry("cascade.base-url", openRouter.baseUrl().toString()),
					Map.entry("cascade.chains.only.models", "a/x"),
					Map.entry("cascade.chains.only.retry.max-attempts", "1"),
					Map.entry("cascade.circuit.enabled", "false"),
					Map.entry("cascade.upstreams.local.base-url", openRouter.upstreamUrl().toString()),
					Map.entry("cascade.upstreams.local.api-key", OTHER_KEY),
					Map.entry("cascade.upstreams.local.headers.X-Secret", OTHER_KEY),
					Map.entry("cascade.upstreams.local.connection.proxy.host", "localhost"),
					Map.entry("cascade.upstreams.local.connection.proxy.username", "me"),
					Map.entry("cascade.upstreams.local.connection.proxy.password", PASSWORD),
					Map.entry("management.endpoints.web.exposure.include", "*"),
					Map.entry("management.endpoint.env.show-values", "always"),
					Map.entry("management.endpoint.configprops.show-values", "always"),
					Map.entry("management.endpoint.health.show-details", "always")))
			.run();
		log(LogLevel.TRACE);
		client = WebClient.builder()
			.codecs((codecs) -> codecs.defaultCodecs().maxInMemorySize(32 * 1024 * 1024))
			.baseUrl("http://localhost:" + context.getEnvironment().getProperty("local.server.port"))
			.build();
	}

	/** The levels outlive a context, and traces slow every test that follows. */
	private static void log(@Nullable LogLevel level) {
		LoggingSystem logging = context.getBean(LoggingSystem.class);
		TRACED.forEach((logger) -> logging.setLogLevel(logger, level));
	}

	@BeforeEach
	void reset() {
		openRouter.reset();
		context.getBean(Availability.class).resetAll();
	}

	@AfterAll
	static void stop() {
		log(null);
		context.close();
		openRouter.close();
	}

	@ParameterizedTest
	@MethodSource
	@DisplayName("K07 keys and prompts that an upstream echoes are in no exception and no log line")
	void reportsNeitherKeyNorPrompt(Fault fault, CapturedOutput output) {
		openRouter.model("a/x").fails(fault);
		for (CascadeRequest request : requests()) {
			CascadeException whole = catchThrowableOfType(CascadeException.class,
					() -> template().exchange(request).block(LIMIT));
			assertSilent(whole);
			Throwable streamed = template().stream(request)
				.then(Mono.<Throwable>empty())
				.onErrorResume(Mono::just)
				.block(LIMIT);
			assertSilent(Objects.requireNonNull(streamed));
		}
		assertThat(openRouter.lastRequest().text()).contains("Featherstonehaugh");
		assertThat(openRouter.lastRequest().header("Authorization")).contains(KEY);
		assertThat(output).contains("HTTP POST").doesNotContain(KEY, OTHER_KEY, "Featherstonehaugh");
	}

	private static List<CascadeRequest> requests() {
		return List.of(CascadeRequest.of(PROMPT),
				CascadeRequest.of(PROMPT).streaming((rules) -> rules.withTransport(Transport.BUFFERED)));
	}

	static Stream<Fault> reportsNeitherKeyNorPrompt() {
		String echo = "Invalid key %s for the prompt \"%s\" of Bearer %s".formatted(KEY, PROMPT, KEY);
		return Stream.of(Fault.status(400).message(echo), Fault.status(401).message(echo),
				Fault.status(429).message(echo).metadata(Map.of("raw", echo, "provider_name", "P " + KEY)),
				Fault.status(502).rawBody("text/html", "<html><body>" + echo + "</body></html>"),
				Fault.status(403).message(echo).metadata(Map.of("reasons", List.of(echo), "flagged_input", PROMPT)),
				Fault.errorIn200(500, echo), Fault.choiceError(502, echo), Fault.streamErrorFirst(502, echo),
				Fault.errorAfter(1, 502, echo), Fault.status(500).header("X-Echo", KEY).errorType(KEY),
				Fault.status(503).rawBody("application/json", "{\"error\": \"" + KEY + " " + PROMPT));
	}

	private static void assertSilent(Throwable failure) {
		StringWriter trace = new StringWriter();
		failure.printStackTrace(new PrintWriter(trace));
		assertThat(trace.toString()).contains("io.cascade").doesNotContain(KEY, "Featherstonehaugh", "maiden name");
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			assertThat(cause.toString()).doesNotContain(KEY, "Featherstonehaugh");
			assertThat(Stream.of(cause.getSuppressed()).map(Throwable::toString))
				.noneMatch((text) -> text.contains(KEY) || text.contains("Featherstonehaugh"));
		}
		if (failure instanceof CascadeException told) {
			assertThat(told.attempts().toString()).doesNotContain(KEY, "Featherstonehaugh");
		}
	}

	@Test
	@DisplayName("K07 no bean shows a key")
	void hasBeansThatTellNoKey() {
		List<String> names = Stream.of(context.getBeanDefinitionNames())
			.filter((name) -> context.getBean(name).getClass().getName().startsWith("io.cascade."))
			.toList();
		assertThat(names).hasSizeGreaterThan(5)
			.allSatisfy((name) -> assertThat(String.valueOf(context.getBean(name))).doesNotContain(KEY, OTHER_KEY,
					PASSWORD));
		CascadeProperties properties = context.getBean(CascadeProperties.class);
		assertThat(List.of(properties.upstreams(), properties.chains(), properties.connection(),
				Objects.requireNonNull(properties.upstreams().get("local")).connection()))
			.allSatisfy((part) -> assertThat(part.toString()).doesNotContain(KEY, OTHER_KEY, PASSWORD));
	}

	@ParameterizedTest
	@DisplayName("K07 the actuator shows no key, whatever it may show")
	@ValueSource(strings = { "env", "env/cascade.api-key", "env/OPENROUTER_API_KEY",
			"env/cascade.upstreams.local.api-key", "configprops", "configprops/cascade", "beans", "health",
			"conditions", "metrics", "threaddump", "info", "mappings", "loggers" })
	void answersOfTheActuatorTellNoKey(String endpoint) {
		template().exchange(CascadeRequest.of(PROMPT)).block(LIMIT);
		assertThat(get("/actuator/" + endpoint)).isNotBlank()
			.doesNotContain(KEY, OTHER_KEY, PASSWORD, "Featherstonehaugh");
	}

	@Test
	@DisplayName("K07 what is no secret stays visible")
	void showsWhatIsNoSecret() {
		assertThat(get("/actuator/env/cascade.base-url")).contains(openRouter.baseUrl().toString());
		assertThat(get("/actuator/configprops/cascade")).contains("a/x", "******");
	}

	@Test
	void answersRequestsOfAReactiveApplication() {
		assertThat(get("/why")).isEqualTo("Hello from a/x.");
	}

	private static String get(String path) {
		return Objects.requireNonNull(client.get().uri(path).retrieve().bodyToMono(String.class).block(LIMIT));
	}

	private static CascadeTemplate template() {
		return context.getBean(CascadeTemplate.class);
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

	}

}
