package io.cascade.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import io.cascade.test.Fault;
import io.cascade.test.ScriptedOpenRouter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.ResponseEntity;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The document on health shows what the sample answers.
 * {@code -Dcascade.write-documents=true} writes it.
 */
@Tag("any-jdk")
class HealthDocumentTests {

	private static final JsonMapper JSON = JsonBlocks.JSON;

	private static final Path DOCUMENT = Path.of("..", "docs", "health.md");

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final String FLASH = "google/gemini-2.5-flash";

	private static final List<String> ASSISTANT = List.of(FLASH, "openai/gpt-4.1-mini", "anthropic/claude-sonnet-4.5",
			"gryphe/mythomax-l2-13b:free");

	private static final List<String> CHAINS = List.of("degraded", "assistant", "premium");

	private static final List<String> COMPONENTS = List.of("chains", "account", "budgets", "google", "openai",
			"anthropic");

	@Test
	void showsNoEvidenceAtFirst() throws IOException {
		try (Sample sample = Sample.start()) {
			assertThat(sample.health().getStatusCode().value()).isEqualTo(200);
			JsonBlocks.assertDocumented(DOCUMENT, "fresh", trimmed(sample.health()));
		}
	}

	@Test
	void showsOneProviderThatFailsWhileChainsServe() throws IOException {
		try (Sample sample = Sample.start()) {
			sample.ask(3);
			sample.openRouter().model(FLASH).fails(Fault.status(503));
			sample.ask(2);
			JsonBlocks.assertDocumented(DOCUMENT, "degraded", fixed(sample.provider("google")));
			sample.ask(3);
			assertThat(sample.health().getStatusCode().value()).isEqualTo(200);
			JsonBlocks.assertDocumented(DOCUMENT, "failing", trimmed(sample.health()));
		}
	}

	@Test
	void showsAChainThatCannotServe() throws IOException {
		try (Sample sample = Sample.start()) {
			for (String model : ASSISTANT) {
				sample.openRouter().model(model).fails(Fault.status(503));
			}
			sample.ask(6);
			assertThat(sample.health().getStatusCode().value()).isEqualTo(200);
			JsonBlocks.assertDocumented(DOCUMENT, "cannot-serve", trimmed(sample.health()));
		}
	}

	/** The components and chains that tell the most. */
	private static JsonNode trimmed(ResponseEntity<String> health) {
		JsonNode all = JSON.readTree(health.getBody());
		ObjectNode components = JSON.createObjectNode();
		for (String name : COMPONENTS) {
			components.set(name, fixed(all.path("components").path(name)));
		}
		ObjectNode details = (ObjectNode) components.at("/chains/details/chains");
		details.retain(CHAINS);
		return status(all).set("components", components);
	}

	private static ObjectNode status(JsonNode component) {
		return JSON.createObjectNode().set("status", component.path("status"));
	}

	/** The status first, and what differs from run to run as if it did not. */
	private static ObjectNode fixed(JsonNode component) {
		ObjectNode copy = status(component);
		if (component.has("details")) {
			copy.set("details", JsonBlocks.still(component.path("details")));
		}
		return copy;
	}

	/**
	 * The sample, started anew.
	 *
	 * @param context its context
	 * @param client asks it
	 */
	private record Sample(ConfigurableApplicationContext context, WebClient client) implements AutoCloseable {

		static Sample start() {
			ConfigurableApplicationContext context = new SpringApplicationBuilder(SampleApplication.class)
				.web(WebApplicationType.REACTIVE)
				.properties("spring.main.banner-mode=off")
				.run("--server.port=0", "--sample.scripted-port=0", "--cascade.api-key=", "--cascade.circuit.open=20s");
			WebServerApplicationContext web = (WebServerApplicationContext) context;
			int port = Objects.requireNonNull(web.getWebServer()).getPort();
			return new Sample(context, WebClient.create("http://localhost:" + port));
		}

		ScriptedOpenRouter openRouter() {
			return this.context.getBean(ScriptedOpenRouter.class);
		}

		/** Whether it answers is not what counts here. */
		void ask(int times) {
			for (int i = 0; i < times; i++) {
				get("/ask?q=Why");
			}
		}

		ResponseEntity<String> health() {
			return get("/actuator/health/cascade");
		}

		JsonNode provider(String name) {
			return JSON.readTree(get("/actuator/health/cascade/" + name).getBody());
		}

		private ResponseEntity<String> get(String path) {
			return this.client.get()
				.uri(path)
				.exchangeToMono((response) -> response.toEntity(String.class))
				.blockOptional(LIMIT)
				.orElseThrow();
		}

		@Override
		public void close() {
			this.context.close();
		}

	}

}
