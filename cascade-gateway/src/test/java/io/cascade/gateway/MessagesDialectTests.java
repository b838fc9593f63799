package io.cascade.gateway;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.cascade.CascadeChunk;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.ContentPart;
import io.cascade.Dialect;
import io.cascade.Message;
import io.cascade.Options;
import io.cascade.ResponseFormat;
import io.cascade.ToolCall;
import io.cascade.ToolChoice;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Anthropic's Messages: requests and whole answers.
 */
@NullUnmarked
class MessagesDialectTests {

	private static final String FULL = """
			{'model': 'claude', 'max_tokens': 500, 'stream': true, 'temperature': 0.5, 'top_p': 0.9, 'top_k': 40,
			'system': [{'type': 'text', 'text': 'Be brief.', 'cache_control': {'type': 'ephemeral'}}],
			'stop_sequences': ['STOP'], 'metadata': {'user_id': 'u1'}, 'service_tier': 'standard_only',
			'thinking': {'type': 'enabled', 'budget_tokens': 2000}, 'mcp_servers': [],
			'output_config': {'format': {'type': 'json_schema', 'schema': {'type': 'object'}}},
			'tools': [{'name': 'weather', 'description': 'Tells it', 'input_schema': {'type': 'object'},
				'cache_control': {'type': 'ephemeral'}}, {'type': 'custom', 'name': 'time', 'input_schema': {}}],
			'tool_choice': {'type': 'any', 'disable_parallel_tool_use': true},
			'messages': [
			{'role': 'user', 'content': 'Why?'},
			{'role': 'assistant', 'content': [
				{'type': 'thinking', 'thinking': 'Well.', 'signature': 'c2ln'},
				{'type': 'redacted_thinking', 'data': 'c2VjcmV0'},
				{'type': 'text', 'text': 'I look.'},
				{'type': 'tool_use', 'id': 't1', 'name': 'weather', 'input': {'city': 'Paris'}},
				{'type': 'tool_use', 'id': 't2', 'name': 'time', 'input': {}}]},
			{'role': 'user', 'content': [
				{'type': 'text', 'text': 'There.'},
				{'type': 'tool_result', 'tool_use_id': 't1', 'content': 'Rain'},
				{'type': 'tool_result', 'tool_use_id': 't2', 'is_error': true, 'cache_control': {'type': 'ephemeral'},
					'content': [{'type': 'text', 'text': 'no clock'}]},
				{'type': 'image', 'source': {'type': 'base64', 'media_type': 'image/jpeg', 'data': 'AA=='}},
				{'type': 'image', 'source': {'type': 'url', 'url': 'https://x/y.png'}},
				{'type': 'document', 'title': 'a.pdf', 'source': {'type': 'base64', 'media_type': 'application/pdf',
					'data': 'AA=='}},
				{'type': 'document', 'source': {'type': 'text', 'media_type': 'text/plain', 'data': 'Plain.'}}]},
			{'role': 'assistant', 'content': 'It'}]}
			""";

	private final MessagesDialect dialect = new MessagesDialect();

	private CascadeRequest read(String body) {
		return this.dialect.read(DialectFixture.json(body)).request();
	}

	private static String asked(String rest) {
		return "{'model': 'm', 'max_tokens': 9, 'messages': [{'role': 'user', 'content': 'Why?'}]" + rest + "}";
	}

	private static String said(String content) {
		return "{'model': 'm', 'max_tokens': 9, 'messages': [{'role': 'user', 'content': " + content + "}]}";
	}

	@Test
	void readsAConversation() {
		Asked asked = this.dialect.read(DialectFixture.json(FULL));
		List<Message> messages = asked.request().messages();
		assertThat(asked.model()).isEqualTo("claude");
		assertThat(asked.streamed()).isTrue();
		assertThat(asked.unknown()).containsOnlyKeys("mcp_servers");
		assertThat(DialectFixture.roles(asked.request())).containsExactly("system", "user", "assistant", "tool", "tool",
				"user", "assistant");
		assertThat(messages.get(0).content()).containsExactly(new ContentPart.Text("Be brief.", true));
		assertThat(messages.get(2).text()).isEqualTo("I look.");
		assertThat(messages.get(2).toolCalls()).containsExactly(new ToolCall("t1", "weather", "{\"city\":\"Paris\"}"),
				new ToolCall("t2", "time", "{}"));
		assertThat(messages.get(3).toolCallId()).isEqualTo("t1");
		assertThat(messages.get(4).content()).containsExactly(new ContentPart.Text("Error: no clock", true));
		assertThat(messages.get(5).content()).containsExactly(ContentPart.text("There."),
				ContentPart.image("data:image/jpeg;base64,AA=="), ContentPart.image("https://x/y.png"),
				ContentPart.file("a.pdf", "data:application/pdf;base64,AA=="), ContentPart.text("Plain."));
		assertThat(messages.get(6)).isEqualTo(Message.assistant("It"));
	}

	@Test
	void readsParameters() {
		CascadeRequest request = read(FULL);
		Options options = request.options();
		assertThat(sent(options)).containsOnly(Map.entry("max_tokens", 500), Map.entry("temperature", 0.5),
				Map.entry("top_p", 0.9), Map.entry("top_k", 40), Map.entry("stop", List.of("STOP")),
				Map.entry("user", "u1"), Map.entry("service_tier", "default"), Map.entry("parallel_tool_calls", false),
				Map.entry("reasoning", Map.of("max_tokens", 2000)));
		assertThat(request.toolChoice()).isEqualTo(ToolChoice.REQUIRED);
		assertThat(request.tools()).extracting("name").containsExactly("weather", "time");
		assertThat(request.responseFormat()).isEqualTo(ResponseFormat.jsonSchema("answer", Map.of("type", "object")));
	}

	private static Map<String, Object> sent(Options options) {
		Map<String, Object> sent = new HashMap<>();
		options.forEach(Dialect.OPENROUTER, sent::put, (name) -> {
		});
		return sent;
	}

	@Test
	void signaturesGoBackToModelsOfTheirAuthor() {
		Message.Thoughts thoughts = read(FULL).messages().get(2).reasoning();
		assertThat(thoughts.author()).isEqualTo("anthropic");
		assertThat(thoughts.text()).isEqualTo("Well.");
		assertThat(thoughts.details()).extracting((detail) -> detail.get("type"))
			.containsExactly("reasoning.text", "reasoning.encrypted");
	}

	@Test
	void refusesWhatItCantDoByItsPath() {
		assertThat(refused("{'messages': []}").param()).isEqualTo("max_tokens");
		assertThat(refused("{'max_tokens': 0}").param()).isEqualTo("max_tokens");
		assertThat(refused("{'max_tokens': 9}").param()).isEqualTo("messages");
		assertThat(refused(asked(", 'tools': [{'type': 'web_search_20250305', 'name': 'web_search'}]")).param())
			.isEqualTo("tools[0].type");
		assertThat(refused(asked(", 'stop_sequences': ['1', '2', '3', '4', '5']")).param()).isEqualTo("stop_sequences");
		assertThat(refused(asked(", 'tool_choice': {'type': 'tool'}")).param()).isEqualTo("tool_choice.name");
		assertThat(refused(said("[{'type': 'text', 'text': 'a'}, {'type': 'video'}]")).param())
			.isEqualTo("messages[0].content[1].type");
		assertThat(
				refused(said("[{'type': 'tool_result', 'tool_use_id': 't', 'content': [{'type': 'text'}]}]")).param())
			.isEqualTo("messages[0].content[0].content[0].text");
		assertThat(refused(said("[]")).param()).isEqualTo("messages[0].content");
		assertThat(refused(said("''")).param()).isEqualTo("messages[0].content");
		assertThat(refused(said("[{'type': 'image', 'source': {'type': 'file', 'file_id': 'f'}}]")).param())
			.isEqualTo("messages[0].content[0].source.type");
	}

	private GatewayError refused(String body) {
		return DialectFixture.refusal(() -> read(body));
	}

	@Test
	void whateverIsWrongIsRefusedByItsPath() {
		DialectFixture.refusesWhateverIsWrong(this.dialect, List.of(DialectFixture.json(FULL),
				DialectFixture.json(asked(", 'system': 'Be brief.', 'thinking': {'type': 'adaptive'}"))));
	}

	@Test
	void twoCallsAndTheirResultsGoThroughAndBack() {
		Message calling = new Message(Message.Role.ASSISTANT, List.of(ContentPart.text("I look.")), List
			.of(new ToolCall("t1", "weather", "{\"city\":\"Paris\",\"n\":1.5}"), new ToolCall("t2", "time", "{}")),
				null, null,
				new Message.Thoughts("Hm.",
						List.of(Map.of("type", "reasoning.text", "text", "Hm.", "format", "other", "signature", "s")),
						"x"));
		Map<String, Object> answer = whole(CascadeResponse.of(calling, "x/y"));
		assertThat(answer).containsEntry("stop_reason", "tool_use");
		List<Object> messages = new ArrayList<>();
		messages.add(Map.of("role", "user", "content", "Weather and time?"));
		messages.add(Map.of("role", "assistant", "content", answer.get("content")));
		messages.add(Map.of("role", "user", "content",
				List.of(Map.of("type", "tool_result", "tool_use_id", "t2", "content", "noon"),
						Map.of("type", "tool_result", "tool_use_id", "t1", "content", "rain"))));
		CascadeRequest next = this.dialect.read(Map.of("model", "m", "max_tokens", 9, "messages", messages)).request();
		assertThat(next.messages()).containsExactly(Message.user("Weather and time?"), calling,
				Message.tool("t2", "noon"), Message.tool("t1", "rain"));
	}

	private Map<String, Object> whole(CascadeResponse answer) {
		Asked asked = this.dialect.read(DialectFixture.json(asked("")));
		return DialectFixture.sent(this.dialect.whole(answer, asked, DialectFixture.REPLY));
	}

	@Test
	void tellsReasonsAndTokens() {
		assertThat(whole(answer("stop"))).containsEntry("stop_reason", "end_turn")
			.containsEntry("stop_sequence", null)
			.containsEntry("type", "message")
			.containsEntry("id", "msg_1")
			.containsEntry("model", "a/b")
			.containsEntry("usage", Map.of("input_tokens", 15, "cache_read_input_tokens", 100,
					"cache_creation_input_tokens", 5, "output_tokens", 34));
		assertThat(whole(answer("length"))).containsEntry("stop_reason", "max_tokens");
		assertThat(whole(answer("content_filter"))).containsEntry("stop_reason", "refusal");
	}

	private static CascadeResponse answer(String reason) {
		return new CascadeResponse(Message.assistant("Rain."), List.of(), AnswerPieces.end("a/b", reason));
	}

	@Test
	void argumentsThatAreNoObjectAreAnError() {
		Message broken = Message.assistant(List.of(new ToolCall("t1", "weather", "{\"city\":")));
		assertThat(catchThrowable(() -> whole(CascadeResponse.of(broken, "a/b"))))
			.isInstanceOfSatisfying(GatewayException.class, (ex) -> assertThat(ex.error().status()).isEqualTo(502));
		CascadeChunk.End cut = AnswerPieces.end("a/b", "length");
		assertThat(whole(new CascadeResponse(broken, List.of(), cut))).containsEntry("content", List.of())
			.containsEntry("stop_reason", "max_tokens");
	}

	@Test
	void errorsHaveTheTypeOfTheirStatus() {
		Map<Integer, String> types = Map.ofEntries(Map.entry(400, "invalid_request_error"),
				Map.entry(401, "authentication_error"), Map.entry(403, "permission_error"),
				Map.entry(404, "not_found_error"), Map.entry(405, "invalid_request_error"),
				Map.entry(413, "request_too_large"), Map.entry(429, "rate_limit_error"), Map.entry(500, "api_error"),
				Map.entry(502, "api_error"), Map.entry(503, "overloaded_error"), Map.entry(504, "timeout_error"));
		types.forEach((status, type) -> assertThat(this.dialect.error(GatewayError.of(status, null, "No."), "req_1"))
			.isEqualTo(
					Map.of("type", "error", "error", Map.of("type", type, "message", "No."), "request_id", "req_1")));
	}

}
