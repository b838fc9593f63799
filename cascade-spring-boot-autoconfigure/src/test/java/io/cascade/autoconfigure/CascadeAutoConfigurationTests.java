package io.cascade.autoconfigure;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

import io.cascade.Attempt;
import io.cascade.CascadeChunk;
import io.cascade.CascadeOperations;
import io.cascade.CascadeResponse;
import io.cascade.CascadeTemplate;
import io.cascade.FallbackInterceptor;
import io.cascade.exchange.Chains;
import io.cascade.exchange.Exchange;
import io.cascade.test.Fault;
import io.cascade.test.ScriptedOpenRouter;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.boot.webclient.autoconfigure.WebClientObservationAutoConfiguration;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

class CascadeAutoConfigurationTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static ScriptedOpenRouter openRouter;

	@BeforeAll
	static void start() {
		openRouter = ScriptedOpenRouter.start().acceptAnyModel();
	}

	@BeforeEach
	void reset() {
		openRouter.reset();
	}

	@AfterAll
	static void stop() {
		openRouter.close();
	}

	@Test
	void suppliesATemplateThatAsks() {
		runner().run((context) -> {
			assertThat(ask(context)).isEqualTo("Hello from a/x.");
			assertThat(context).hasSingleBean(CascadeOperations.class);
			assertThat(context.getBean(CascadeTemplate.class))
				.hasToString("CascadeTemplate over " + context.getBean(Exchange.class));
		});
	}

	@Test
	void worksWithoutTheAutoConfigurationOfWebClients() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(CascadeAutoConfiguration.class))
			.withPropertyValues("cascade.base-url=" + openRouter.baseUrl(), "cascade.chains.only.models=a/x")
			.run((context) -> assertThat(ask(context)).isEqualTo("Hello from a/x."));
	}

	@Test
	void backsOffWithoutWebClient() {
		runner().withClassLoader(new FilteredClassLoader(WebClient.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CascadeTemplate.class));
	}

	@Test
	void ownOperationsAreInjectedInPlaceOfTheTemplate() {
		CascadeTemplate own = new CascadeTemplate((request) -> Mono.just(CascadeResponse.of("mine")));
		runner().withBean("own", CascadeOperations.class, () -> own)
			.run((context) -> assertThat(context.getBean(CascadeOperations.class)).isSameAs(own));
		runner().withBean(CascadeTemplate.class, () -> own)
			.run((context) -> assertThat(context).getBean(CascadeOperations.class).isSameAs(own));
	}

	@Test
	void asksThroughAnOwnExchange() {
		Exchange own = (call) -> Flux.just(new CascadeChunk.Text("mine"),
				CascadeChunk.End.of(Attempt.of(0, "a/x", Attempt.Outcome.ANSWERED), "stop"));
		runner().withBean(Exchange.class, () -> own).run((context) -> {
			assertThat(ask(context)).isEqualTo("mine");
			assertThat(openRouter.requests()).isEmpty();
		});
	}

	@Test
	void resolvesThroughOwnChains() {
		runner().run((context) -> {
			Chains own = context.getBean(Chains.class);
			runner().withPropertyValues("cascade.default-chain=none")
				.withBean(Chains.class, () -> own)
				.run((other) -> assertThat(ask(other)).isEqualTo("Hello from a/x."));
		});
	}

	@Test
	@DisplayName("C14 an interceptor bean can end a walk")
	void asksInterceptors() {
		openRouter.model("a/x").fails(Fault.status(503));
		runner().withPropertyValues("cascade.chains.only.models=a/x, b/y", "cascade.max-models-per-request=1")
			.withBean(FallbackInterceptor.class, () -> (call, failure) -> false)
			.run((context) -> {
				assertThatException().isThrownBy(() -> ask(context));
				assertThat(openRouter.callsTo("b/y")).isZero();
			});
	}

	@Test
	void prefersConnectionDetailsToProperties() {
		runner().withPropertyValues("cascade.base-url=http://localhost:1/never", "cascade.api-key=sk-or-v1-never")
			.withBean(CascadeConnectionDetails.class, () -> new Details("sk-or-v1-details"))
			.run((context) -> {
				assertThat(ask(context)).isEqualTo("Hello from a/x.");
				assertThat(openRouter.lastRequest().header("Authorization")).isEqualTo("Bearer sk-or-v1-details");
			});
	}

	@Test
	void sendsNoKeyWhenConnectionDetailsHaveNone() {
		runner().withPropertyValues("cascade.api-key=sk-or-v1-never")
			.withBean(CascadeConnectionDetails.class, () -> new Details(null))
			.run((context) -> {
				assertThat(ask(context)).isEqualTo("Hello from a/x.");
				assertThat(openRouter.lastRequest().header("Authorization")).isNull();
			});
	}

	@Test
	void appliesCustomizersOfTheApplication() {
		runner().withPropertyValues("cascade.use-customizers=true")
			.withBean(WebClientCustomizer.class,
					() -> (builder) -> builder.defaultHeader("X-Tenant", "red")
						.filter((request, next) -> next.exchange(request)))
			.run((context) -> {
				ask(context);
				assertThat(openRouter.lastRequest().header("X-Tenant")).isEqualTo("red");
			});
	}

	@Test
	void observesUpstreamCallsWithTheRegistryOfTheApplication() {
		List<String> observed = new CopyOnWriteArrayList<>();
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new Names(observed));
		runner().withConfiguration(AutoConfigurations.of(WebClientObservationAutoConfiguration.class))
			.withBean(ObservationRegistry.class, () -> registry)
			.run((context) -> {
				ask(context);
				Awaitility.await()
					.atMost(LIMIT)
					.untilAsserted(() -> assertThat(observed).contains("http.client.requests"));
			});
	}

	@Test
	@DisplayName("without a registry the observation of hops is not built")
	void buildsNoObservationWithoutARegistry() {
		runner().run((context) -> assertThat(context.getBean(Exchange.class).toString().split("observation ▸", -1))
			.hasSize(2));
		runner().withBean(ObservationRegistry.class, ObservationRegistry::create)
			.run((context) -> assertThat(context.getBean(Exchange.class).toString().split("observation ▸", -1))
				.hasSize(3));
	}

	@Test
	void publishesNoBeanThatOthersCouldPickUp() {
		runner().run((context) -> {
			List<String> own = List.of(context.getBeanDefinitionNames())
				.stream()
				.filter((name) -> CascadeAutoConfiguration.class.getName()
					.equals(context.getBeanFactory().getBeanDefinition(name).getFactoryBeanName())
						|| name.startsWith("cascade"))
				.toList();
			assertThat(own).hasSizeGreaterThan(4)
				.allSatisfy((name) -> assertThat(context.getBean(name).getClass().getName()).startsWith("io.cascade."));
			assertThat(context).doesNotHaveBean(WebClient.class)
				.doesNotHaveBean("jsonMapper")
				.doesNotHaveBean("clock")
				.doesNotHaveBean("scheduler");
			assertThat(context).hasSingleBean(WebClient.Builder.class);
		});
	}

	@Test
	void leavesNoThreadAndNoConnectionBehind() {
		Set<Thread> before = Thread.getAllStackTraces().keySet();
		runner().run((context) -> {
			ask(context);
			assertThat(openRouter.openConnections()).isPositive();
		});
		Awaitility.await().atMost(LIMIT).until(() -> openRouter.openConnections() == 0);
		Awaitility.await()
			.atMost(LIMIT)
			.untilAsserted(
					() -> assertThat(Thread.getAllStackTraces().keySet()).filteredOn(Predicate.not(before::contains))
						.extracting(Thread::getName)
						.noneMatch((name) -> name.toLowerCase(Locale.ROOT).contains("cascade")));
	}

	private static ApplicationContextRunner runner() {
		return YamlContext.runner("""
				cascade:
				  base-url: %s
				  api-key: sk-or-v1-properties
				  chains.only.models: a/x
				""".formatted(openRouter.baseUrl()));
	}

	private static @Nullable String ask(AssertableApplicationContext context) {
		return context.getBean(CascadeOperations.class).ask("Why?").block(LIMIT);
	}

	record Details(@Nullable String apiKey) implements CascadeConnectionDetails {

		@Override
		public URI baseUrl() {
			return URI.create(openRouter.baseUrl() + "/");
		}

	}

	record Names(List<String> names) implements ObservationHandler<Observation.Context> {

		@Override
		public void onStop(Observation.Context context) {
			this.names.add(String.valueOf(context.getName()));
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

}
