package io.cascade.autoconfigure;

import java.time.Duration;

import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.Plan;
import io.cascade.Upstream;
import io.cascade.pricing.CachedCatalog;
import io.cascade.pricing.ModelCatalog;
import io.cascade.pricing.ModelInfo;
import io.cascade.test.Fault;
import io.cascade.test.ScriptedOpenRouter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The catalog in an application: read in the background, and never in anybody's way.
 */
@ExtendWith(OutputCaptureExtension.class)
class CatalogWiringTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final String CHEAP = "mistralai/mistral-small-3.2-24b-instruct";

	private static final String DEAR = "anthropic/claude-opus-4.1";

	private final ScriptedOpenRouter server = ScriptedOpenRouter.start();

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	@DisplayName("I17 a fallback that is cheaper by the catalog is warned of once it is read")
	void warnsOfACheaperFallback(CapturedOutput output) {
		this.server.lists(DEAR).expires("2027-01-01");
		this.server.lists(CHEAP).pricing("prompt", "0.5").pricing("completion", "0.5");
		application("").run((context) -> {
			await().atMost(LIMIT).until(() -> output.getAll().contains("is cheaper than"));
			assertThat(output.getAll().lines().filter((line) -> line.contains(" WARN ")))
				.anySatisfy((line) -> assertThat(line)
					.endsWith("cascade.chains.main: " + DEAR + " is cheaper than " + CHEAP + " before it"))
				.anySatisfy((line) -> assertThat(line)
					.endsWith("cascade.chains.main: " + DEAR + " is withdrawn on 2027-01-01"))
				.hasSize(2);
			answers(context);
		});
	}

	@Test
	@DisplayName("I17 the warnings by the catalog can be switched off")
	void saysNothingWhenToldNotTo(CapturedOutput output) {
		application("  warnings: false").run((context) -> {
			awaitPrices(context);
			assertThat(output.getAll().lines().filter((line) -> line.contains(" WARN "))).isEmpty();
		});
	}

	@Test
	void isNotReadWhereThatIsNotWanted() {
		application("", false).run((context) -> {
			answers(context);
			assertThat(context).doesNotHaveBean(CatalogRefresh.class);
			assertThat(this.server.catalogRequests()).isEmpty();
		});
	}

	@Test
	void aCatalogOfOnesOwnReplacesIt() {
		ModelInfo own = new ModelInfo(CHEAP, null, null, 7, null, null, null, null);
		application("").withBean(ModelCatalog.class, () -> (upstream, slug) -> slug.equals(CHEAP) ? own : null)
			.run((context) -> {
				assertThat(context).doesNotHaveBean(CachedCatalog.class).doesNotHaveBean(CatalogRefresh.class);
				Plan plan = plan(context, CascadeRequest.of("Hi").promptTokens(8));
				assertThat(plan.leftOut()).extracting(Object::toString).containsExactly(CHEAP + " (context)");
				assertThat(this.server.catalogRequests()).isEmpty();
			});
	}

	@Test
	@DisplayName("a catalog that never comes delays neither the start nor a call")
	void waitsForNoCatalog() {
		this.server.failsCatalog(Fault.silent().always());
		application("").run((context) -> {
			answers(context);
			await().atMost(LIMIT).until(() -> !this.server.catalogRequests().isEmpty());
			answers(context);
			assertThat(context.getBean(CachedCatalog.class).size()).isZero();
		});
	}

	@Test
	@DisplayName("a catalog that fails breaks no call, and is told of in one line")
	void survivesACatalogThatFails(CapturedOutput output) {
		this.server.failsCatalog(Fault.status(503).always());
		application("").run((context) -> {
			await().atMost(LIMIT).until(() -> output.getAll().contains("was not read (unavailable)"));
			answers(context);
			assertThat(plan(context, CascadeRequest.of("Hi").maxCost("1")).hops()).isNotEmpty()
				.allSatisfy((hop) -> assertThat(hop.estimate().worstCase()).isNull());
		});
	}

	@Test
	@DisplayName("half a page, or nonsense in it, breaks no call and makes up no price")
	void survivesHalfAPage(CapturedOutput output) {
		this.server.catalogBody("{\"data\": [{\"id\": \"" + CHEAP + "\", \"pricing\": {\"prompt\": \"0.1\"");
		application("").run((context) -> {
			await().atMost(LIMIT).until(() -> output.getAll().contains("was not read (malformed)"));
			answers(context);
			assertThat(context.getBean(CachedCatalog.class).size()).isZero();
		});
	}

	@Test
	@DisplayName("negative and absurd prices are no prices")
	void takesNoAbsurdPrice() {
		this.server.lists(CHEAP).pricing("prompt", "-1").pricing("completion", "-1");
		this.server.lists(DEAR).pricing("prompt", "1e300");
		application("").run((context) -> {
			awaitModels(context);
			answers(context);
			ModelCatalog catalog = context.getBean(ModelCatalog.class);
			Upstream upstream = plan(context, CascadeRequest.of("Hi")).hops().get(0).upstream();
			assertThat(catalog.find(upstream, CHEAP)).isNotNull().returns(null, ModelInfo::price);
			assertThat(catalog.find(upstream, DEAR)).isNotNull().returns(null, ModelInfo::price);
		});
	}

	private ApplicationContextRunner application(String more) {
		return application(more, true);
	}

	private ApplicationContextRunner application(String more, boolean catalog) {
		return YamlContext.runner("""
				cascade:
				  base-url: %s
				  default-chain: main
				  chains.main.models: [%s, %s]
				  catalog.enabled: %s
				%s
				""".formatted(this.server.baseUrl(), CHEAP, DEAR, catalog, more))
			.withPropertyValues("spring.reactor.netty.shutdown-quiet-period=0s");
	}

	private static void answers(AssertableApplicationContext context) {
		CascadeResponse response = context.getBean(CascadeOperations.class)
			.exchange(CascadeRequest.of("Hi"))
			.blockOptional(LIMIT)
			.orElseThrow();
		assertThat(response.text()).isEqualTo("Hello from " + CHEAP + ".");
	}

	private static Plan plan(AssertableApplicationContext context, CascadeRequest request) {
		return context.getBean(CascadeOperations.class).explain(request).blockOptional(LIMIT).orElseThrow();
	}

	private static void awaitModels(AssertableApplicationContext context) {
		await().atMost(LIMIT).until(() -> context.getBean(CachedCatalog.class).size() > 0);
	}

	private static void awaitPrices(AssertableApplicationContext context) {
		awaitModels(context);
		assertThat(plan(context, CascadeRequest.of("Hi").maxCost("1")).hops()).first()
			.satisfies((hop) -> assertThat(hop.estimate().worstCase()).isNotNull());
	}

}
