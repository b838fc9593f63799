package io.cascade.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.cascade.CascadeTemplate;
import io.cascade.FailureKind;
import io.cascade.exchange.Time;
import io.cascade.health.Availability;
import io.cascade.health.Cooldown;
import io.cascade.health.Cooldown.Subject;
import io.cascade.health.CooldownStore;
import io.cascade.health.InMemoryCooldownStore;
import io.cascade.test.Fault;
import io.cascade.test.ScriptedOpenRouter;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.retry.RetryRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Retries, circuits and limits in Resilience4j's own places.
 */
@Tag("any-jdk")
class ResilienceConfigurationTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final ScriptedOpenRouter openRouter = ScriptedOpenRouter.start().acceptAnyModel();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WebClientAutoConfiguration.class, CascadeAutoConfiguration.class))
		.withPropertyValues("cascade.base-url=" + openRouter.baseUrl(), "cascade.api-key=sk-or-1",
				"cascade.chains.only.models=a/x");

	@BeforeEach
	void reset() {
		openRouter.reset();
	}

	@AfterAll
	static void stop() {
		openRouter.close();
	}

	private static ConfigurableApplicationContext application(String... properties) {
		SpringApplication application = new SpringApplicationBuilder(Application.class).web(WebApplicationType.REACTIVE)
			.properties(Map.of("server.port", "0", "cascade.base-url", openRouter.baseUrl().toString(),
					"cascade.api-key", "sk-or-1", "cascade.chains.only.models", "a/x",
					"management.endpoints.web.exposure.include", "*", "cascade.limits.max-in-flight", "7"))
			.build();
		return application.run(properties);
	}

	private static String get(ConfigurableApplicationContext context, String path) {
		return WebClient.create("http://localhost:" + context.getEnvironment().getProperty("local.server.port") + path)
			.get()
			.retrieve()
			.bodyToMono(String.class)
			.blockOptional(LIMIT)
			.orElseThrow();
	}

	@Test
	@DisplayName("a store of the application keeps the cooldowns, in place of the one that comes along")
	void takesAStoreOfTheApplication() {
		InMemoryCooldownStore store = new InMemoryCooldownStore(Time.ofMachine());
		this.runner.withBean(CooldownStore.class, () -> store).run((context) -> {
			openRouter.model("a/x").fails(Fault.status(429).retryAfter(Duration.ofMinutes(5)));
			context.getBean(CascadeTemplate.class).ask("Why?").onErrorComplete().block(LIMIT);
			assertThat(context).hasSingleBean(CooldownStore.class);
			assertThat(store.all(Subject.TARGET)).singleElement()
				.returns("a/x", Cooldown::name)
				.returns(FailureKind.RATE_LIMIT, Cooldown::kind);
		});
	}

	@Test
	@DisplayName("With Resilience4j's starter the registries are the application's, with endpoints and meters")
	void usesTheRegistriesOfTheApplication() {
		try (ConfigurableApplicationContext context = application()) {
			assertThat(context.getBean(RetryRegistry.class).find("cascade-only-rate-limit")).isPresent();
			assertThat(context.getBean(CircuitBreakerRegistry.class).find("cascade-a-x")).isPresent();
			assertThat(context.getBean(BulkheadRegistry.class).find("cascade-openrouter")).isPresent();
			assertThat(get(context, "/actuator/circuitbreakers")).contains("\"cascade-a-x\"", "\"CLOSED\"");
			assertThat(get(context, "/actuator/retries")).contains("cascade-only-server", "cascade-only-empty-answer");
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			assertThat(meters.get("resilience4j.circuitbreaker.state").tag("name", "cascade-a-x").gauges())
				.isNotEmpty();
			assertThat(meters.get("resilience4j.retry.calls").tag("name", "cascade-only-server").meters()).isNotEmpty();
		}
	}

	@Test
	@DisplayName("Keys of Resilience4j for one of our names win over our own")
	void prefersTheKeysOfResilience4j() {
		try (ConfigurableApplicationContext context = application(
				"--resilience4j.circuitbreaker.instances.cascade-a-x.sliding-window-size=2",
				"--resilience4j.circuitbreaker.instances.cascade-a-x.minimum-number-of-calls=2",
				"--resilience4j.retry.instances.cascade-only-server.max-attempts=4",
				"--resilience4j.retry.instances.cascade-only-server.wait-duration=10ms")) {
			openRouter.model("a/x").fails(Fault.status(503).always());
			CascadeTemplate cascade = context.getBean(CascadeTemplate.class);
			cascade.ask("Why?").onErrorComplete().block(LIMIT);
			assertThat(openRouter.callsTo("a/x")).isEqualTo(4);
			assertThat(context.getBean(RetryRegistry.class)
				.retry("cascade-only-server")
				.getMetrics()
				.getNumberOfFailedCallsWithRetryAttempt()).isEqualTo(1);
			cascade.ask("Why?").onErrorComplete().block(LIMIT);
			assertThat(context.getBean(CircuitBreakerRegistry.class).circuitBreaker("cascade-a-x").getState())
				.isEqualTo(CircuitBreaker.State.OPEN);
		}
	}

	@Test
	@DisplayName("Keys of Resilience4j change only what they name")
	void changesOnlyWhatIsNamed() {
		String circuit = "--resilience4j.circuitbreaker.instances.cascade-a-x.";
		try (ConfigurableApplicationContext context = application(circuit + "sliding-window-size=50",
				circuit + "minimumNumberOfCalls=10", "--cascade.circuit.failure-rate=40",
				"--resilience4j.retry.instances.cascade-only-server.max-attempts=3",
				"--resilience4j.retry.instances.cascade-only-rate-limit.wait-duration=200ms")) {
			CircuitBreakerConfig config = circuit(context);
			assertThat(config.getSlidingWindowSize()).isEqualTo(50);
			assertThat(config.getMinimumNumberOfCalls()).isEqualTo(10);
			assertThat(config.getFailureRateThreshold()).isEqualTo(40);
			assertThat(config.getSlowCallDurationThreshold()).isEqualTo(Duration.ofSeconds(15));
			assertThat(config.getSlowCallRateThreshold()).isEqualTo(80);
			assertThat(config.getPermittedNumberOfCallsInHalfOpenState()).isEqualTo(2);
			assertThat(config.getMaxWaitDurationInHalfOpenState()).isEqualTo(Duration.ofMinutes(2));
			assertThat(waits(config)).containsExactly(5_000L, 10_000L, 15_000L);
			RetryRegistry retries = context.getBean(RetryRegistry.class);
			assertThat(retries.retry("cascade-only-server").getRetryConfig().getMaxAttempts()).isEqualTo(3);
			assertThat(retries.retry("cascade-only-rate-limit").getRetryConfig().getMaxAttempts()).isEqualTo(2);
		}
	}

	@Test
	@DisplayName("What Resilience4j's keys name holds, even where it is the library's default, and for shared ones")
	void keepsWhatIsNamed() {
		String circuit = "--resilience4j.circuitbreaker.instances.cascade-a-x.";
		try (ConfigurableApplicationContext context = application(circuit + "wait-duration-in-open-state=60s",
				circuit + "base-config=shared",
				"--resilience4j.circuitbreaker.configs.shared.failure-rate-threshold=25",
				circuit + "permitted-number-of-calls-in-half-open-state=10", "--cascade.circuit.failure-rate=40")) {
			CircuitBreakerConfig config = circuit(context);
			assertThat(waits(config)).containsExactly(60_000L, 60_000L, 60_000L);
			assertThat(config.getFailureRateThreshold()).isEqualTo(25);
			assertThat(config.getPermittedNumberOfCallsInHalfOpenState()).isEqualTo(10);
			assertThat(config.getMinimumNumberOfCalls()).isEqualTo(5);
		}
	}

	@Test
	@DisplayName("A window shorter than our least number of calls opens after as many calls as it has")
	void fitsTheLeastNumberOfCallsIntoTheWindow() {
		String circuit = "--resilience4j.circuitbreaker.instances.cascade-a-x.";
		try (ConfigurableApplicationContext context = application(circuit + "sliding-window-size=3",
				circuit + "enable-exponential-backoff=true", circuit + "exponential-backoff-multiplier=3",
				circuit + "wait-duration-in-open-state=1s")) {
			assertThat(circuit(context).getMinimumNumberOfCalls()).isEqualTo(3);
			assertThat(waits(circuit(context))).containsExactly(1_000L, 3_000L, 9_000L);
		}
	}

	private static CircuitBreakerConfig circuit(ConfigurableApplicationContext context) {
		return context.getBean(CircuitBreakerRegistry.class).circuitBreaker("cascade-a-x").getCircuitBreakerConfig();
	}

	private static List<Long> waits(CircuitBreakerConfig config) {
		return Stream.of(1, 2, 3).map(config.getWaitIntervalFunctionInOpenState()).toList();
	}

	@Test
	@DisplayName("Without Resilience4j's starter the library brings its own registries")
	void bringsItsOwnRegistries() {
		this.runner.withClassLoader(new FilteredClassLoader("io.github.resilience4j.springboot")).run((context) -> {
			assertThat(context).hasSingleBean(Availability.class).doesNotHaveBean(CircuitBreakerRegistry.class);
			openRouter.model("a/x").fails(Fault.status(500).times(1));
			assertThat(context.getBean(CascadeTemplate.class).ask("Why?").block(LIMIT)).isEqualTo("Hello from a/x.");
			assertThat(openRouter.callsTo("a/x")).isEqualTo(2);
		});
	}

	@Test
	@DisplayName("An application's own clock and registries are used")
	void backsOff() {
		CircuitBreakerRegistry own = CircuitBreakerRegistry.ofDefaults();
		this.runner.withBean(CircuitBreakerRegistry.class, () -> own).run((context) -> {
			assertThat(own.find("cascade-a-x")).isPresent();
			assertThat(context).hasSingleBean(Time.class);
		});
	}

	@Test
	@DisplayName("The pipeline reports its stages, and limits only where there are any")
	void reportsItsStages() {
		this.runner.run((context) -> assertThat(context.getBean("cascadeExchange").toString()).startsWith(
				"call observation ▸ run ▸ deadline ▸ routing ▸ gates ▸ hedge ▸ retry ▸ spending ▸ circuits ▸ HTTP"));
		this.runner.withPropertyValues("cascade.limits.max-per-minute=20")
			.run((context) -> assertThat(context.getBean("cascadeExchange").toString()).startsWith(
					"call observation ▸ run ▸ deadline ▸ routing ▸ gates ▸ hedge ▸ retry ▸ spending ▸ circuits ▸ limits ▸ HTTP"));
	}

	@Test
	@DisplayName("Every configured target is known from the start")
	void recognizesConfiguredTargets() {
		this.runner.run((context) -> {
			Availability availability = context.getBean(Availability.class);
			assertThat(availability.targets()).extracting("target").isEqualTo(List.of("a/x"));
			availability.coolDown("a/x", Duration.ofMinutes(1));
			assertThat(availability.targets().get(0).unavailability()).isNotNull();
		});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
