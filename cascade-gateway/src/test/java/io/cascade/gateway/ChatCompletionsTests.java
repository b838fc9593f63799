package io.cascade.gateway;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.cascade.test.Fault;
import io.cascade.test.RecordedRequest;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The endpoint of chat completions over real sockets.
 */
@NullUnmarked
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChatCompletionsTests {

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

	@Test
	@SuppressWarnings("unchecked")
	void answersWhole() {
		this.gateway.openRouter().model("a/first").answers("Because.");
		HttpResponse<String> response = this.gateway.chat(GatewayFixture.question("assistant"));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		Map<String, Object> body = GatewayFixture.json(response.body());
		assertThat(body).containsEntry("object", "chat.completion").containsEntry("model", "a/first");
		Map<String, Object> choice = ((List<Map<String, Object>>) body.get("choices")).get(0);
		assertThat(choice).containsEntry("finish_reason", "stop");
		assertThat((Map<String, Object>) choice.get("message")).containsEntry("content", "Because.")
			.containsEntry("role", "assistant");
		assertThat((Map<String, Object>) body.get("usage")).containsKeys("prompt_tokens", "completion_tokens");
		assertThat(response.headers().firstValue("x-request-id"))
			.hasValueSatisfying((id) -> assertThat(id).startsWith("req_"));
		assertThat(response.headers().firstValue("x-cascade-model")).hasValue("a/first");
		assertThat(response.headers().firstValue("x-cascade-attempts")).hasValue("1");
		assertThat(response.headers().firstValue("x-cascade-cost")).isPresent();
		assertThat(response.headers().firstValue("x-cascade-overhead-ms")).isPresent();
	}

	@Test
	void answersInFrames() {
		this.gateway.openRouter().model("a/first").answersInChunks("Be", "cause", " \"so\".");
		HttpResponse<String> response = this.gateway.chat(
				GatewayFixture.question("assistant", "stream", true, "stream_options", Map.of("include_usage", true)));
		assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream; charset=utf-8");
		List<String> data = GatewayFixture.data(response.body());
		assertThat(data).last().isEqualTo("[DONE]");
		assertThat(text(data)).isEqualTo("Because \"so\".");
		assertThat(data.subList(0, data.size() - 1)).allSatisfy(
				(frame) -> assertThat(GatewayFixture.json(frame)).containsEntry("model", "a/first").containsKey("id"));
		assertThat(data.stream().limit(data.size() - 1).map((frame) -> GatewayFixture.json(frame).get("id")).distinct())
			.hasSize(1);
		Map<String, Object> last = GatewayFixture.json(data.get(data.size() - 2));
		assertThat(last).containsKeys("usage", "cascade").containsEntry("choices", List.of());
	}

	@Test
	void aFirstModelThatFailsIsNotSeen() {
		this.gateway.openRouter().model("a/first").fails(Fault.status(503).always());
		HttpResponse<String> response = this.gateway.chat(GatewayFixture.question("assistant", "stream", true));
		List<String> data = GatewayFixture.data(response.body());
		assertThat(data).last().isEqualTo("[DONE]");
		assertThat(data.get(0)).contains("b/second");
	}

	@Test
	void aBreakInTheWindowIsMendedUnseen() {
		this.gateway.openRouter().model("a/first").answersInChunks("ab", "cd").fails(Fault.cutAfter(1).always());
		this.gateway.openRouter().model("b/second").answersInChunks("ef", "gh");
		HttpResponse<String> response = this.gateway.chat(GatewayFixture.question("assistant", "stream", true));
		List<String> data = GatewayFixture.data(response.body());
		assertThat(text(data)).isEqualTo("efgh");
		assertThat(data).last().isEqualTo("[DONE]");
	}

	@Test
	void aBreakThatNobodyCanMendIsNoEnd() {
		String piece = "A piece that is longer than what is held back. ";
		this.gateway.openRouter().model("a/first").answersInChunks(piece, piece).fails(Fault.cutAfter(1).always());
		HttpResponse<String> response = this.gateway.chat(GatewayFixture.question("assistant", "stream", true));
		List<String> data = GatewayFixture.data(response.body());
		assertThat(data).doesNotContain("[DONE]");
		assertThat(text(data.subList(0, data.size() - 1))).isEqualTo(piece);
		assertThat(GatewayFixture.json(data.get(data.size() - 1))).containsKey("error");
		assertThat(data.get(data.size() - 1)).doesNotContain("a/first", "b/second", "openrouter", "assistant");
	}

	@Test
	void whatNobodyAnswersHasAStatusAndTellsNoNames() {
		for (String model : List.of("a/first", "b/second")) {
			this.gateway.openRouter()
				.model(model)
				.fails(Fault.status(503).message("secret words of " + model).always());
		}
		for (boolean streamed : List.of(true, false)) {
			HttpResponse<String> response = this.gateway.chat(GatewayFixture.question("assistant", "stream", streamed));
			assertThat(response.statusCode()).isEqualTo(503);
			assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
			assertThat(response.body()).contains("\"error\"")
				.doesNotContain("secret", "a/first", "b/second", "openrouter");
			assertThat(response.headers().firstValue("x-should-retry")).isPresent();
		}
	}

	@Test
	void aClientThatGoesAwayEndsTheRequestAtTheUpstream() throws Exception {
		this.gateway.openRouter()
			.model("a/first")
			.answersInChunks("A first piece of some length, which is sent.", "b")
			.fails(Fault.stallAfter(1).always());
		var response = this.gateway
			.lines(this.gateway.posted("/v1/chat/completions", GatewayFixture.question("assistant", "stream", true)))
			.get();
		var lines = response.body();
		assertThat(lines.limit(1).toList().get(0)).startsWith("data: ");
		lines.close();
		RecordedRequest asked = this.gateway.openRouter().requests("a/first").get(0);
		assertThat(this.gateway.openRouter().awaitClosed(asked, Duration.ofSeconds(5))).isTrue();
	}

	@Test
	void severalAnswersToOneRequestAreRefused() {
		HttpResponse<String> response = this.gateway.chat(GatewayFixture.question("assistant", "n", 2));
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).contains("\"param\":\"n\"");
		assertThat(this.gateway.openRouter().requests()).isEmpty();
	}

	@Test
	void noLimitOfTokensIsSentThatNobodySet() {
		this.gateway.chat(GatewayFixture.question("assistant"));
		assertThat(this.gateway.openRouter().lastRequest().body()).doesNotContainKeys("max_tokens",
				"max_completion_tokens");
	}

	@SuppressWarnings("unchecked")
	private static String text(List<String> data) {
		StringBuilder text = new StringBuilder();
		for (String frame : data) {
			if (!frame.equals("[DONE]")) {
				List<Map<String, Object>> choices = (List<Map<String, Object>>) GatewayFixture.json(frame)
					.get("choices");
				choices.forEach((choice) -> {
					Object content = ((Map<String, Object>) choice.get("delta")).get("content");
					text.append((content != null) ? content : "");
				});
			}
		}
		return text.toString();
	}

}
