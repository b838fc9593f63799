package io.cascade.gateway;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.cascade.test.Fault;
import io.cascade.test.ScriptedVectors;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The endpoint of embeddings over real sockets.
 */
@NullUnmarked
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EmbeddingsEndpointTests {

	private GatewayFixture gateway;

	@BeforeAll
	void start() {
		Map<String, Object> properties = new LinkedHashMap<>();
		properties.put("cascade.chains.search.models[0]", "a/vectors");
		properties.put("cascade.chains.search.models[1]", "b/vectors");
		properties.put("cascade.chains.search.embeddings", true);
		properties.put("cascade.gateway.keys.team-a.chains[1]", "search");
		this.gateway = GatewayFixture.start(properties);
	}

	@BeforeEach
	void reset() {
		this.gateway.reset();
	}

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	@Test
	@SuppressWarnings("unchecked")
	void vectorsComeInTheOrderOfTheTextsFromWhoeverIsUp() {
		this.gateway.openRouter().model("a/vectors").fails(Fault.status(503).always());
		HttpResponse<String> response = ask("input", List.of("one", "two"));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertThat(response.headers().firstValue("x-cascade-attempts")).hasValue("2");
		List<Map<String, Object>> data = (List<Map<String, Object>>) GatewayFixture.json(response.body()).get("data");
		assertThat(data).extracting((each) -> each.get("index")).containsExactly(0, 1);
		assertThat(floats((List<Number>) data.get(0).get("embedding"))).containsExactly(ScriptedVectors.of("one", 16));
		assertThat(floats((List<Number>) data.get(1).get("embedding"))).containsExactly(ScriptedVectors.of("two", 16));
	}

	private static float[] floats(List<Number> numbers) {
		float[] floats = new float[numbers.size()];
		for (int i = 0; i < floats.length; i++) {
			floats[i] = numbers.get(i).floatValue();
		}
		return floats;
	}

	@Test
	@SuppressWarnings("unchecked")
	void vectorsComeAsClientsOfOpenAiAskForThem() {
		HttpResponse<String> response = ask("input", "one", "encoding_format", "base64");
		List<Map<String, Object>> data = (List<Map<String, Object>>) GatewayFixture.json(response.body()).get("data");
		ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode((String) data.get(0).get("embedding")))
			.order(ByteOrder.LITTLE_ENDIAN);
		List<Float> floats = new ArrayList<>();
		while (bytes.hasRemaining()) {
			floats.add(bytes.getFloat());
		}
		assertThat(floats).hasSize(16).first().isEqualTo(ScriptedVectors.of("one", 16)[0]);
	}

	@Test
	void whatIsWrongIsNamed() {
		Map<String, Object> wrong = Map.of("input", List.of(), "dimensions", 0, "encoding_format", "hex", "user", 1);
		wrong.forEach((field, value) -> {
			HttpResponse<String> response = ask("input", "one", field, value);
			assertThat(response.statusCode()).isEqualTo(400);
			assertThat(response.body()).contains("\"param\":\"" + field + "\"");
		});
		assertThat(ask("input", List.of(1, 2, 3)).statusCode()).isEqualTo(400);
		assertThat(ask("input", " ").statusCode()).isEqualTo(400);
		assertThat(this.gateway.openRouter().requests()).isEmpty();
	}

	@Test
	void aChainThatChatsHasNoVectorsAndTheOtherWayRound() {
		HttpResponse<String> chats = this.gateway.post("/v1/embeddings", Map.of("model", "assistant", "input", "one"));
		assertThat(chats.statusCode()).isEqualTo(404);
		assertThat(chats.body()).doesNotContain("search");
		assertThat(this.gateway.chat(GatewayFixture.question("search")).statusCode()).isEqualTo(404);
	}

	private HttpResponse<String> ask(Object... namesAndValues) {
		Map<String, Object> body = new LinkedHashMap<>();
		body.put("model", "search");
		for (int i = 0; i < namesAndValues.length; i += 2) {
			body.put((String) namesAndValues[i], namesAndValues[i + 1]);
		}
		return this.gateway.post("/v1/embeddings", body);
	}

}
