package io.cascade.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.cascade.test.RecordedRequest;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The npm packages {@code openai}, {@code @ai-sdk/openai-compatible} and
 * {@code @anthropic-ai/sdk} against the endpoint, in processes of their own.
 */
@NullUnmarked
@Tag("any-jdk")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NodeClientsTests {

	private static final Path CLIENTS = Path.of("target", "clients");

	private static final Path SCRIPTS = Path.of("src", "test", "clients");

	private GatewayFixture gateway;

	@BeforeAll
	void start() {
		Assumptions.assumeTrue(Files.isDirectory(CLIENTS.resolve("node_modules")),
				"no clients of Node: install them with .ci/clients");
		this.gateway = ClientScenarios.start();
	}

	@BeforeEach
	void script() {
		ClientScenarios.script(this.gateway);
	}

	@AfterAll
	void stop() {
		if (this.gateway != null) {
			this.gateway.close();
		}
	}

	@Test
	void openAi() throws Exception {
		Map<String, Object> told = run("openai.mjs");
		assertThat(told).containsEntry("whole",
				Map.of("text", ClientScenarios.TEXT, "model", "whole/up", "tokens", tokens(told, "whole")));
		assertThat(told.get("streamed")).hasFieldOrPropertyWithValue("text", ClientScenarios.TEXT)
			.hasFieldOrPropertyWithValue("models", List.of("streamed/up"));
		for (String tools : List.of("tools", "toolsStreamed")) {
			assertThat(told).containsEntry(tools,
					Map.of("reason", "tool_calls", "calls", List.of("weather", "time"), "text", "Sunny, and noon."));
		}
		assertThat(told).containsEntry("structured", Map.of("city", "Paris"));
		assertThat(told.get("refused")).hasFieldOrPropertyWithValue("error", "BadRequestError")
			.hasFieldOrPropertyWithValue("code", "context_length_exceeded");
		assertThat(told.get("refusedStream")).hasFieldOrPropertyWithValue("error", "BadRequestError");
		assertThat(told.get("unknown")).hasFieldOrPropertyWithValue("error", "NotFoundError");
		assertThat(told).containsEntry("broken",
				Map.of("text", ClientScenarios.PIECE, "ended", false, "error", "APIError"));
		isCancelled();
		assertThat(told.get("responses")).isEqualTo(Map.of("text", ClientScenarios.TEXT, "status", "completed"));
		assertThat(told.get("responsesStreamed"))
			.isEqualTo(Map.of("text", ClientScenarios.TEXT, "status", "completed"));
		assertThat(told.get("responsesTools"))
			.isEqualTo(Map.of("calls", List.of("weather", "time"), "text", "Sunny, and noon."));
		assertThat(told.get("responsesToolsStreamed"))
			.isEqualTo(Map.of("calls", List.of("weather", "time"), "cities", List.of("Paris", "Paris")));
		assertThat(told.get("responsesBroken"))
			.isEqualTo(Map.of("text", ClientScenarios.PIECE, "last", "response.failed"));
		assertThat(told).containsEntry("embeddings", Map.of("count", 2, "dimensions", 16));
		sendsResultsBack("tools");
		tellsNoNames(told);
	}

	@Test
	void vercel() throws Exception {
		Map<String, Object> told = run("ai-sdk.mjs");
		assertThat(told.get("whole")).hasFieldOrPropertyWithValue("text", ClientScenarios.TEXT)
			.hasFieldOrPropertyWithValue("reason", "stop");
		assertThat(told.get("streamed")).hasFieldOrPropertyWithValue("text", ClientScenarios.TEXT);
		for (String tools : List.of("tools", "toolsStreamed")) {
			assertThat(told.get(tools)).hasFieldOrPropertyWithValue("text", "Sunny, and noon.")
				.hasFieldOrPropertyWithValue("ran", List.of("weather", "time"));
		}
		assertThat(told).containsEntry("structured", Map.of("city", "Paris"));
		assertThat(told.get("refused")).hasFieldOrPropertyWithValue("status", 400)
			.hasFieldOrPropertyWithValue("retryable", false);
		assertThat(told).containsEntry("broken", Map.of("text", ClientScenarios.PIECE, "failed", true));
		isCancelled();
		tellsNoNames(told);
	}

	@Test
	void anthropic() throws Exception {
		Map<String, Object> told = run("anthropic.mjs");
		assertThat(told.get("whole")).hasFieldOrPropertyWithValue("text", ClientScenarios.TEXT)
			.hasFieldOrPropertyWithValue("reason", "end_turn");
		assertThat(told).containsEntry("streamed",
				Map.of("text", ClientScenarios.TEXT, "reason", "end_turn", "model", "streamed/up"));
		for (String tools : List.of("tools", "toolsStreamed")) {
			assertThat(told).containsEntry(tools,
					Map.of("reason", "tool_use", "calls", List.of("weather", "time"), "text", "Sunny, and noon."));
		}
		assertThat(told.get("refused")).hasFieldOrPropertyWithValue("error", "BadRequestError")
			.hasFieldOrPropertyWithValue("type", "invalid_request_error");
		assertThat(told.get("broken")).hasFieldOrPropertyWithValue("text", ClientScenarios.PIECE)
			.hasFieldOrPropertyWithValue("ended", false);
		isCancelled();
		tellsNoNames(told);
	}

	private static Object tokens(Map<String, Object> told, String scenario) {
		return ((Map<?, ?>) told.get(scenario)).get("tokens");
	}

	private void isCancelled() {
		RecordedRequest endless = this.gateway.openRouter().requests(ClientScenarios.up("endless")).get(0);
		assertThat(this.gateway.openRouter().awaitClosed(endless, Duration.ofSeconds(5))).isTrue();
	}

	private void sendsResultsBack(String scenario) {
		List<RecordedRequest> requests = this.gateway.openRouter().requests(ClientScenarios.up(scenario));
		assertThat(requests.get(requests.size() - 1).text()).contains("weather of Paris", "time of Paris");
	}

	private static void tellsNoNames(Map<String, Object> told) {
		for (String failed : List.of("refused", "broken")) {
			assertThat(told.get(failed).toString()).doesNotContain("/up", "/down", "openrouter");
		}
	}

	private Map<String, Object> run(String script) throws IOException, InterruptedException {
		Files.copy(SCRIPTS.resolve(script), CLIENTS.resolve(script), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
		ProcessBuilder builder = new ProcessBuilder("node", script).directory(CLIENTS.toFile());
		builder.environment().put("GATEWAY_URL", "http://127.0.0.1:" + this.gateway.port() + "/v1");
		builder.environment().put("GATEWAY_KEY", ClientScenarios.secret());
		Path errors = Files.createTempFile("node", ".log");
		Process node = builder.redirectError(errors.toFile()).start();
		String told = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();
		assertThat(told).as(Files.readString(errors)).startsWith("{");
		return GatewayFixture.json(told);
	}

}
