package io.cascade.gateway;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.cascade.test.Fault;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The endpoints of messages and responses over real sockets.
 */
@NullUnmarked
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DialectEndpointsTests {

	private static final String PIECE = "A piece that is longer than what is held back at first. ";

	private GatewayFixture gateway;

	@BeforeAll
	void start() {
		this.gateway = GatewayFixture.start();
	}

	@AfterEach
	void reset() {
		this.gateway.reset();
	}

	@AfterAll
	void stop() {
		this.gateway.close();
	}

	private static Map<String, Object> message(Object... namesAndValues) {
		Map<String, Object> body = GatewayFixture.question("assistant", namesAndValues);
		body.put("max_tokens", 100);
		return body;
	}

	private static byte[] events(HttpResponse<String> response) {
		String body = response.body();
		int end = body.endsWith(PartialBody.BROKEN_OFF) ? body.length() - PartialBody.BROKEN_OFF.length()
				: body.length();
		return body.substring(0, end).getBytes(StandardCharsets.UTF_8);
	}

	@Test
	void aMessageIsAnswered() {
		this.gateway.openRouter().model("a/first").fails(Fault.status(503).always());
		this.gateway.openRouter().model("b/second").answers("Because.");
		HttpResponse<String> response = this.gateway.post("/v1/messages", message("system", "Be brief."));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertThat(response.headers().firstValue("x-cascade-model")).hasValue("b/second");
		assertThat(GatewayFixture.json(response.body())).containsEntry("model", "b/second")
			.containsEntry("stop_reason", "end_turn")
			.containsEntry("content", List.of(Map.of("type", "text", "text", "Because.")));
		assertThat(this.gateway.openRouter().requests("b/second").get(0).text()).contains("Be brief.",
				"\"max_tokens\":100");
	}

	@Test
	void aMessageIsStreamed() {
		this.gateway.openRouter().model("a/first").fails(Fault.status(503).always());
		this.gateway.openRouter().model("b/second").answersInChunks("Be", "cause", ".");
		MessagesStream stream = new MessagesStream();
		stream.read(events(this.gateway.post("/v1/messages", message("stream", true))));
		assertThat(stream.message()).containsEntry("model", "b/second")
			.containsEntry("content", List.of(Map.of("type", "text", "text", "Because.")));
		assertThat(stream.summary()).containsEntry("attempts", 2);
	}

	@Test
	void aMessageThatBreaksOffHasNoEnd() {
		this.gateway.openRouter().model("a/first").answersInChunks(PIECE, PIECE).fails(Fault.cutAfter(1).always());
		this.gateway.openRouter().model("b/second").fails(Fault.status(503).always());
		MessagesStream stream = new MessagesStream();
		stream.read(events(this.gateway.post("/v1/messages", message("stream", true))));
		assertThat(stream.hasEnded()).isFalse();
		assertThat(stream.error()).containsKeys("type", "message");
	}

	@Test
	void errorsOfMessagesAreAnthropics() {
		HttpResponse<String> unknown = this.gateway.post("/v1/messages", message("model", "none"));
		assertThat(unknown.statusCode()).isEqualTo(404);
		Map<String, Object> body = GatewayFixture.json(unknown.body());
		assertThat(body).containsEntry("type", "error").containsKey("request_id");
		assertThat(body.get("error")).hasFieldOrPropertyWithValue("type", "not_found_error");
		HttpResponse<String> limitless = this.gateway.post("/v1/messages", GatewayFixture.question("assistant"));
		assertThat(limitless.statusCode()).isEqualTo(400);
		assertThat(limitless.body()).contains("'max_tokens' is missing", "invalid_request_error");
		HttpResponse<String> stranger = this.gateway
			.send(this.gateway.unsigned("/v1/messages", message()).header("x-api-key", "wrong").build());
		assertThat(stranger.statusCode()).isEqualTo(401);
		assertThat(stranger.body()).contains("authentication_error");
	}

	@Test
	void tokensAreCountedWithoutAModel() {
		HttpResponse<String> response = this.gateway.post("/v1/messages/count_tokens",
				GatewayFixture.question("assistant"));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertThat((Integer) GatewayFixture.json(response.body()).get("input_tokens")).isBetween(1, 100);
		assertThat(this.gateway.openRouter().requests()).isEmpty();
		assertThat(this.gateway.post("/v1/messages/count_tokens", GatewayFixture.question("secret")).statusCode())
			.isEqualTo(404);
	}

	@Test
	void aResponseIsAnswered() {
		this.gateway.openRouter().model("a/first").answers("Because.");
		HttpResponse<String> response = this.gateway.post("/v1/responses",
				Map.of("model", "assistant", "input", "Why?", "instructions", "Be brief."));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		Map<String, Object> body = GatewayFixture.json(response.body());
		assertThat(body).containsEntry("model", "a/first").containsEntry("status", "completed").containsKey("usage");
		assertThat(body.get("output").toString()).contains("Because.");
		assertThat(this.gateway.openRouter().requests("a/first").get(0).text()).contains("Be brief.");
	}

	@Test
	void aResponseIsStreamed() {
		this.gateway.openRouter().model("a/first").answersWithToolCall("c1", "time", "{\"city\":\"Paris\"}");
		ResponsesStream stream = new ResponsesStream();
		stream.read(events(this.gateway.post("/v1/responses",
				Map.of("model", "assistant", "input", "Time?", "stream", true, "tools",
						List.of(Map.of("type", "function", "name", "time", "parameters", Map.of("type", "object")))))));
		assertThat(stream.response()).containsEntry("status", "completed").containsKeys("cascade", "usage");
		assertThat(stream.response().get("output").toString()).contains("call_id=c1", "{\"city\":\"Paris\"}");
	}

	@Test
	void aResponseThatBreaksOffHasFailed() {
		this.gateway.openRouter().model("a/first").answersInChunks(PIECE, PIECE).fails(Fault.cutAfter(1).always());
		this.gateway.openRouter().model("b/second").fails(Fault.status(503).always());
		ResponsesStream stream = new ResponsesStream();
		stream.read(events(
				this.gateway.post("/v1/responses", Map.of("model", "assistant", "input", "Why?", "stream", true))));
		assertThat(stream.response()).containsEntry("status", "failed");
		assertThat(stream.response().get("error").toString()).doesNotContain("a/first", "b/second");
	}

	@Test
	void aResponseThatNeedsAStoreIsRefused() {
		HttpResponse<String> response = this.gateway.post("/v1/responses",
				Map.of("model", "assistant", "input", "Why?", "previous_response_id", "resp_1"));
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(GatewayFixture.json(response.body()).get("error"))
			.hasFieldOrPropertyWithValue("param", "previous_response_id")
			.hasFieldOrPropertyWithValue("type", "invalid_request_error");
	}

}
