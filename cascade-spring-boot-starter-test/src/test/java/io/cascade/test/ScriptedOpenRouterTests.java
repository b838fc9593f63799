package io.cascade.test;

import java.net.http.HttpResponse;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the answers of {@link ScriptedOpenRouter}.
 */
class ScriptedOpenRouterTests {

	private static final ScriptedOpenRouter stub = ScriptedOpenRouter.start();

	private static final String GEMINI = "google/gemini-2.5-flash";

	private final StubClient client = new StubClient(stub);

	@BeforeEach
	void reset() {
		stub.reset();
	}

	@AfterAll
	static void close() {
		stub.close();
	}

	@Test
	void answersWholeWithUsageCostAndMetadata() throws Exception {
		HttpResponse<String> response = this.client.ask(GEMINI);
		JsonNode body = StubClient.json(response);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(body.at("/id").asString()).startsWith("gen-");
		assertThat(response.headers().firstValue("X-Generation-Id")).hasValue(body.at("/id").asString());
		assertThat(body.at("/provider").asString()).isEqualTo("Google");
		assertThat(body.at("/model").asString()).isEqualTo(GEMINI);
		assertThat(body.at("/choices/0/message/content").asString()).isEqualTo("Hello from " + GEMINI + ".");
		assertThat(body.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
		assertThat(body.at("/choices/0/native_finish_reason").asString()).isEqualTo("STOP");
		assertThat(body.at("/usage/cost").decimalValue()).isPositive();
		assertThat(body.at("/openrouter_metadata/attempts/0/status").asInt()).isEqualTo(200);
	}

	@Test
	void streamsCommentsRoleWordsFinishUsageAndDone() throws Exception {
		HttpResponse<String> response = this.client.stream(GEMINI);
		List<JsonNode> chunks = StubClient.chunks(response);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
		assertThat(response.body()).startsWith(": OPENROUTER PROCESSING\n\n");
		assertThat(chunks.get(0).at("/choices/0/delta/content").asString()).isEmpty();
		assertThat(StubClient.content(response)).isEqualTo("Hello from " + GEMINI + ".");
		JsonNode last = chunks.get(chunks.size() - 1);
		assertThat(last.at("/usage/total_tokens").asInt()).isPositive();
		assertThat(last.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
		assertThat(last.at("/openrouter_metadata/strategy").asString()).isEqualTo("direct");
		assertThat(response.body()).endsWith("data: [DONE]\n\n");
	}

}
