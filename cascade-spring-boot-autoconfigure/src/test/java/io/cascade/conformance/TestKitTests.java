package io.cascade.conformance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.math.BigDecimal;
import java.time.Duration;

import io.cascade.CascadeException;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.CascadeTemplate;
import io.cascade.FailureKind;
import io.cascade.LeftOut;
import io.cascade.budget.SpendTotals;
import io.cascade.health.Availability;
import io.cascade.health.CascadeHealth;
import io.cascade.health.HealthStatus;
import io.cascade.health.TargetAvailability;
import io.cascade.test.AutoConfigureCascadeStub;
import io.cascade.test.Fault;
import io.cascade.test.ScriptedOpenRouter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The test kit in the hands of an application: each test method begins as if nothing had
 * ever been asked, whoever shares its context.
 */
@TestKitTests.Kit
@AutoConfigureCascadeStub(upstreams = "local")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TestKitTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final String UNKNOWN = "acme/model-of-the-application";

	private static final String SECOND = "acme/second:nitro";

	@Autowired
	private ScriptedOpenRouter openRouter;

	@Autowired
	private CascadeTemplate cascade;

	@Autowired
	private Availability availability;

	@Autowired
	private CascadeHealth health;

	@Autowired
	private SpendTotals totals;

	@RepeatedTest(3)
	@DisplayName("circuits, cooldowns, budgets and health begin anew with each method")
	void beginsAnew() {
		assertThat(this.totals.total().attempts()).isZero();
		assertThat(this.availability.targets())
			.allMatch((availability) -> availability.unavailability() == null && availability.calls() == 0);
		assertThat(this.health.status("acme")).isEqualTo(HealthStatus.UNKNOWN);
		assertThat(ask("Why?").model()).isEqualTo(UNKNOWN);
		this.openRouter.model(UNKNOWN).fails(Fault.status(503));
		this.openRouter.model(SECOND).fails(Fault.status(429).retryAfter(Duration.ofHours(1)));
		for (int i = 0; i < 3; i++) {
			ask("Why?");
		}
		this.availability.coolDown("local/llama-of-ours", Duration.ofHours(1));
		assertThat(this.availability.targets()).extracting(TargetAvailability::unavailability).doesNotContainNull();
	}

	@Test
	@DisplayName("models of the configuration are known, at their upstreams too, and those of a request when they are scripted")
	void recognizesTheModelsOfTheConfiguration() {
		assertThat(ask("Why?").text()).isEqualTo("Hello from " + UNKNOWN + ".");
		this.openRouter.model(UNKNOWN).fails(Fault.status(503));
		this.openRouter.model(SECOND).fails(Fault.status(503));
		assertThat(ask("Why?").model()).isEqualTo("llama-of-ours");
		CascadeRequest request = CascadeRequest.of("Why?").models("x-ai/grok-99");
		assertThatExceptionOfType(CascadeException.class).isThrownBy(() -> this.cascade.exchange(request).block(LIMIT))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.INVALID_MODEL_ID));
		this.availability.resetAll();
		this.openRouter.model("x-ai/grok-99").answers("Because.");
		assertThat(this.cascade.exchange(request).map(CascadeResponse::text).block(LIMIT)).isEqualTo("Because.");
	}

	@RepeatedTest(2)
	@DisplayName("what the server lists has reached the application before the next call, and is gone after the method")
	void followsTheCatalog() {
		CascadeRequest dear = CascadeRequest.of("Why?").maxTokens(1000).maxCost(new BigDecimal("0.01"));
		assertThat(this.cascade.explain(dear).map((plan) -> plan.leftOut()).block(LIMIT)).isEmpty();
		this.openRouter.lists(UNKNOWN).price("10", "20");
		assertThat(this.cascade.explain(dear).block(LIMIT).leftOut()).extracting(LeftOut::target)
			.containsExactly(UNKNOWN);
		this.openRouter.lists(UNKNOWN).price("1", "2").contextLength(900);
		assertThat(this.cascade.explain(CascadeRequest.of("word ".repeat(2000))).block(LIMIT).leftOut())
			.extracting(LeftOut::reason)
			.containsExactly(LeftOut.Reason.CONTEXT);
	}

	@Test
	@Order(Integer.MAX_VALUE)
	@DisplayName("a context that was paused in the cache of contexts goes on as it was")
	void goesOnAfterAPause(@Autowired ConfigurableApplicationContext context) {
		context.pause();
		context.restart();
		assertThat(ask("Why?").model()).isEqualTo(UNKNOWN);
	}

	private CascadeResponse ask(String prompt) {
		return this.cascade.exchange(CascadeRequest.of(prompt)).block(LIMIT);
	}

	@Nested
	@TestInstance(TestInstance.Lifecycle.PER_CLASS)
	class InANestedClass {

		@RepeatedTest(2)
		@DisplayName("a nested class with one instance for all methods begins anew as well")
		void beginsAnew() {
			TestKitTests.this.beginsAnew();
		}

	}

	/**
	 * An application of three models, of which two are acme's.
	 */
	@Target(ElementType.TYPE)
	@Retention(RetentionPolicy.RUNTIME)
	@SpringBootTest(classes = Application.class, webEnvironment = SpringBootTest.WebEnvironment.NONE,
			properties = { "cascade.catalog.enabled=true", "cascade.warnings=false",
					"cascade.chains.main.models[0]=" + UNKNOWN, "cascade.chains.main.models[1].id=" + SECOND,
					"cascade.chains.main.models[2].id=local/llama-of-ours", "cascade.max-models-per-request=1",
					"cascade.chains.main.retry.max-attempts=1", "cascade.circuit.minimum-calls=2",
					"cascade.circuit.open=1h", "cascade.budgets.all.limit=5" })
	@interface Kit {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
