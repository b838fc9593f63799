package io.cascade.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import io.cascade.CascadeRequest;
import io.cascade.CascadeTemplate;
import io.cascade.pricing.CachedCatalog;
import io.cascade.test.ScriptedOpenRouter;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.ResponseEntity;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The document on cost shows what the sample answers, with one more budget.
 * {@code -Dcascade.write-documents=true} writes it.
 */
@Tag("any-jdk")
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "cascade.api-key=", "sample.scripted-port=0", "cascade.catalog.enabled=true",
				"cascade.spend.tags=tenant", "cascade.budgets.tenant.limit=0.05", "cascade.budgets.tenant.window=24h",
				"cascade.budgets.tenant.tag=tenant", "cascade.budgets.trial.limit=0.00001",
				"cascade.budgets.trial.chain=standard" })
@DirtiesContext
@TestInstance(Lifecycle.PER_CLASS)
class CostDocumentTests {

	private static final Path DOCUMENT = Path.of("..", "docs", "cost.md");

	private static final Duration LIMIT = Duration.ofSeconds(20);

	@LocalServerPort
	private int port;

	@Autowired
	private CascadeTemplate cascade;

	@Autowired
	private ScriptedOpenRouter openRouter;

	@Autowired
	private CachedCatalog catalog;

	@BeforeAll
	void spends() {
		Awaitility.await().atMost(LIMIT).until(() -> this.catalog.size() > 0);
		this.openRouter.model("google/gemini-2.5-flash").tokens(1_200, 300);
		this.openRouter.model("openai/gpt-4.1").tokens(2_000, 250);
		ask("assistant", "acme");
		ask("assistant", "beta");
		this.openRouter.model("google/gemini-2.5-flash").withoutUsage();
		ask("assistant", "beta");
		CascadeRequest brief = CascadeRequest.of("Why?")
			.promptTokens(2_000)
			.chain("premium")
			.maxTokens(300)
			.tag("tenant", "acme");
		assertThat(this.cascade.exchange(brief).block(LIMIT)).isNotNull();
	}

	private void ask(String chain, String tenant) {
		CascadeRequest request = CascadeRequest.of("Why?").promptTokens(1_200).chain(chain).tag("tenant", tenant);
		assertThat(this.cascade.exchange(request).block(LIMIT)).isNotNull();
	}

	@Test
	void showsWhatWasSpent() throws IOException {
		JsonBlocks.assertDocumented(DOCUMENT, "spend", get("/actuator/cascade/spend"));
	}

	@Test
	void explainsWhatARequestMayCost() throws IOException {
		JsonBlocks.assertDocumented(DOCUMENT, "explain",
				get("/actuator/cascade/explain?chain=budget&promptTokens=100000"));
	}

	@Test
	void showsBudgetsInTheHealth() throws IOException {
		JsonNode health = get("/actuator/health/cascade/budgets");
		ObjectNode budgets = JsonBlocks.JSON.createObjectNode();
		budgets.set("status", health.path("status"));
		ObjectNode details = budgets.putObject("details");
		health.path("details")
			.properties()
			.forEach((budget) -> details.set(budget.getKey(), ordered(budget.getValue())));
		JsonBlocks.assertDocumented(DOCUMENT, "budgets", budgets);
	}

	@Test
	void refusesWithAProblem() throws IOException {
		ResponseEntity<String> refusal = exchange("/ask?q=Why&chain=standard");
		assertThat(refusal.getStatusCode().value()).isEqualTo(429);
		assertThat(refusal.getHeaders().getFirst("Retry-After")).matches("[0-9]+");
		JsonBlocks.assertDocumented(DOCUMENT, "refusal", JsonBlocks.JSON.readTree(refusal.getBody()));
	}

	/** What a budget by tag tells has no order of its own. */
	private static JsonNode ordered(JsonNode budget) {
		if (!budget.has("tag")) {
			return budget;
		}
		ObjectNode ordered = JsonBlocks.JSON.createObjectNode();
		List.of("tag", "values", "spentUp").forEach((name) -> ordered.set(name, budget.path(name)));
		return ordered;
	}

	private JsonNode get(String path) {
		return JsonBlocks.still(JsonBlocks.JSON.readTree(exchange(path).getBody()));
	}

	private ResponseEntity<String> exchange(String path) {
		return Objects.requireNonNull(WebClient.create("http://localhost:" + this.port)
			.get()
			.uri(path)
			.exchangeToMono((response) -> response.toEntity(String.class))
			.block(LIMIT));
	}

}
