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
import io.cascade.ResponseFormat;
import io.cascade.ToolCall;
import io.cascade.ToolChoice;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * OpenAI's Responses: requests and whole answers.
 */
@NullUnmarked
class ResponsesDialectTests {

	private static final String FULL = """
			{'model': 'gpt', 'instructions': 'Be brief.', 'stream': true, 'store': true, 'max_output_tokens': 500,
			'temperature': 0.5, 'top_p': 0.9, 'user': 'u1', 'prompt_cache_key': 'k', 'service_tier': 'auto',
			'truncation': 'auto', 'metadata': {'a': 'b'}, 'include': ['reasoning.encrypted_content'],
			'parallel_tool_calls': false, 'reasoning': {'effort': 'high', 'summary': 'auto'}, 'client_metadata': {},
			'text': {'verbosity': 'low', 'format': {'type': 'json_schema', 'name': 'n', 'strict': true,
				'schema': {'type': 'object'}}},
			'tools': [{'type': 'function', 'name': 'shell', 'description': 'Runs', 'strict': false,
				'parameters': {'type': 'object'}}, {'type': 'local_shell'}, {'type': 'web_search'},
				{'type': 'custom', 'name': 'apply_patch', 'format': {'type': 'grammar'}},
				{'type': 'function', 'name': 'time', 'parameters': null}],
			'tool_choice': 'required',
			'input': [
			{'role': 'developer', 'content': 'Careful.'},
			{'type': 'message', 'role': 'user', 'content': [{'type': 'input_text', 'text': 'Why?'},
				{'type': 'input_image', 'image_url': 'https://x/y.png', 'detail': 'low'},
				{'type': 'input_file', 'filename': 'a.pdf', 'file_data': 'data:application/pdf;base64,AA=='}]},
			{'type': 'reasoning', 'id': 'rs', 'summary': [{'type': 'summary_text', 'text': 'Hm.'}],
				'encrypted_content': 'of another server'},
			{'type': 'message', 'id': 'msg', 'status': 'completed', 'role': 'assistant', 'content': [
				{'type': 'output_text', 'text': 'I look.', 'annotations': []}, {'type': 'refusal', 'refusal': 'No.'}]},
			{'type': 'function_call', 'id': 'fc', 'call_id': 'c1', 'name': 'shell', 'arguments': '{}'},
			{'type': 'custom_tool_call', 'call_id': 'c2', 'name': 'apply_patch', 'input': 'patch'},
			{'type': 'function_call_output', 'call_id': 'c1', 'output': 'done'},
			{'type': 'custom_tool_call_output', 'call_id': 'c2', 'output': [{'type': 'input_text', 'text': 'ok'}]},
			{'type': 'web_search_call', 'id': 'ws', 'status': 'completed'}]}
			""";

	private final ResponsesDialect dialect = new ResponsesDialect();

	private CascadeRequest read(String body) {
		return this.dialect.read(DialectFixture.json(body)).request();
	}

	private static String asked(String rest) {
		return "{'model': 'm', 'input': 'Why?'" + rest + "}";
	}

	@Test
	void readsAConversation() {
		Asked asked = this.dialect.read(DialectFixture.json(FULL));
		List<Message> messages = asked.request().messages();
		assertThat(asked.model()).isEqualTo("gpt");
		assertThat(asked.streamed()).isTrue();
		assertThat(asked.unknown()).containsOnlyKeys("client_metadata");
		assertThat(DialectFixture.roles(asked.request())).containsExactly("system", "developer", "user", "assistant",
				"tool", "tool");
		assertThat(messages.get(2).content()).containsExactly(ContentPart.text("Why?"),
				new ContentPart.Image("https://x/y.png", "low"),
				ContentPart.file("a.pdf", "data:application/pdf;base64,AA=="));
		assertThat(messages.get(3).text()).isEqualTo("I look.");
		assertThat(messages.get(3).refusal()).isEqualTo("No.");
		assertThat(messages.get(3).reasoning()).isEqualTo(new Message.Thoughts("Hm.", List.of(), null));
		assertThat(messages.get(3).toolCalls()).containsExactly(new ToolCall("c1", "shell", "{}"),
				new ToolCall("c2", "apply_patch", "{\"input\":\"patch\"}"));
		assertThat(messages.subList(4, 6)).containsExactly(Message.tool("c1", "done"), Message.tool("c2", "ok"));
	}

	@Test
	void readsParameters() {
		CascadeRequest request = read(FULL);
		Map<String, Object> sent = new HashMap<>();
		request.options().forEach(Dialect.OPENROUTER, sent::put, (name) -> {
		});
		assertThat(sent).containsEntry("max_tokens", 500)
			.containsEntry("temperature", 0.5)
			.containsEntry("top_p", 0.9)
			.containsEntry("user", "u1")
			.containsEntry("prompt_cache_key", "k")
			.containsEntry("metadata", Map.of("a", "b"))
			.containsEntry("parallel_tool_calls", false)
			.containsEntry("verbosity", "low")
			.containsEntry("reasoning", Map.of("effort", "high", "summary", "auto"));
		assertThat(request.tools()).extracting("name").containsExactly("shell", "apply_patch", "time");
		assertThat(request.toolChoice()).isEqualTo(ToolChoice.REQUIRED);
		assertThat(request.responseFormat())
			.isEqualTo(new ResponseFormat("json_schema", "n", Map.of("type", "object"), true));
	}

	@Test
	void aStringIsAQuestion() {
		assertThat(read(asked("")).messages()).containsExactly(Message.user("Why?"));
	}

	@Test
	void onlyAllowedToolsAreOffered() {
		String tools = ", 'tools': [{'type': 'function', 'name': 'a'}, {'type': 'function', 'name': 'b'}]";
		CascadeRequest request = read(asked(tools + ", 'tool_choice': {'type': 'allowed_tools', 'mode': 'auto',"
				+ " 'tools': [{'type': 'function', 'name': 'b'}]}"));
		assertThat(request.tools()).extracting("name").containsExactly("b");
		assertThat(request.toolChoice()).isEqualTo(ToolChoice.AUTO);
		assertThat(read(asked(tools + ", 'tool_choice': {'type': 'function', 'name': 'a'}")).toolChoice())
			.isEqualTo(ToolChoice.function("a"));
	}

	@Test
	void refusesWhatNeedsAStore() {
		for (String field : List.of("'previous_response_id': 'resp_1'", "'conversation': 'conv_1'",
				"'background': true", "'prompt': {'id': 'p'}")) {
			GatewayError refused = refused(asked(", " + field));
			assertThat(field).contains("'" + refused.param() + "'");
			assertThat(refused.message()).contains("nothing is stored here");
		}
		assertThat(refused("{'input': [{'type': 'item_reference', 'id': 'x'}]}").param()).isEqualTo("input[0].type");
		assertThat(
				refused("{'input': [{'role': 'user', 'content': [{'type': 'input_image', 'file_id': 'f'}]}]}").param())
			.isEqualTo("input[0].content[0].file_id");
	}

	@Test
	void refusesWhatItCantDoByItsPath() {
		assertThat(refused("{'model': 'm'}").param()).isEqualTo("input");
		assertThat(refused("{'input': ''}").param()).isEqualTo("input");
		assertThat(refused("{'input': []}").param()).isEqualTo("input");
		assertThat(refused(asked(", 'max_output_tokens': 1.5")).param()).isEqualTo("max_output_tokens");
		assertThat(refused(asked(", 'metadata': {'a': 1}")).param()).isEqualTo("metadata");
		assertThat(refused(asked(", 'tools': [{'type': 'function'}]")).param()).isEqualTo("tools[0].name");
		assertThat(refused(asked(", 'tools': [{'type': 'web_search'}], 'tool_choice': 'required'")).param())
			.isEqualTo("tool_choice");
		assertThat(refused(asked(", 'tool_choice': {'type': 'function', 'name': 'x'}")).param())
			.isEqualTo("tool_choice.name");
		assertThat(refused(asked(", 'text': {'format': {'type': 'xml'}}")).param()).isEqualTo("text.format.type");
		assertThat(refused("{'input': [{'role': 'user', 'content': [{'type': 'input_text'}]}]}").param())
			.isEqualTo("input[0].content[0].text");
		assertThat(refused("{'input': [{'type': 'oracle'}]}").param()).isEqualTo("input[0].type");
	}

	private GatewayError refused(String body) {
		return DialectFixture.refusal(() -> read(body));
	}

	@Test
	void whateverIsWrongIsRefusedByItsPath() {
		DialectFixture.refusesWhateverIsWrong(this.dialect,
				List.of(DialectFixture.json(FULL), DialectFixture.json(
						asked(", 'tools': [{'type': 'function', 'name': 'b'}], 'tool_choice': {'type': 'allowed_tools',"
								+ " 'mode': 'auto', 'tools': [{'type': 'function', 'name': 'b'}]}"))));
	}

	@Test
	void twoCallsAndTheirResultsGoThroughAndBack() {
		Message calling = new Message(Message.Role.ASSISTANT, List.of(ContentPart.text("I look.")),
				List.of(new ToolCall("t1", "weather", "{\"city\": \"Paris\"}"), new ToolCall("t2", "time", "{}")), null,
				null, new Message.Thoughts("Hm.", List.of(Map.of("type", "reasoning.summary", "summary", "Hm."),
						Map.of("type", "reasoning.encrypted", "data", "x", "id", "rs_1")), "openai"));
		Map<String, Object> answer = whole(CascadeResponse.of(calling, "openai/gpt"),
				asked(", 'include': ['reasoning.encrypted_content']"));
		List<Object> input = new ArrayList<>();
		input.add(Map.of("role", "user", "content", "Weather and time?"));
		input.addAll((List<?>) answer.get("output"));
		input.add(Map.of("type", "function_call_output", "call_id", "t2", "output", "noon"));
		input.add(Map.of("type", "function_call_output", "call_id", "t1", "output", "rain"));
		CascadeRequest next = this.dialect.read(Map.of("model", "m", "input", input)).request();
		assertThat(next.messages()).containsExactly(Message.user("Weather and time?"), calling,
				Message.tool("t2", "noon"), Message.tool("t1", "rain"));
	}

	private Map<String, Object> whole(CascadeResponse answer, String body) {
		Asked asked = this.dialect.read(DialectFixture.json(body));
		return DialectFixture.sent(this.dialect.whole(answer, asked, DialectFixture.REPLY));
	}

	@Test
	void aToolThatTakesATextIsCalledWithIt() {
		String body = asked(", 'tools': [{'type': 'custom', 'name': 'apply_patch', 'description': 'Patches',"
				+ " 'format': {'type': 'grammar', 'syntax': 'lark', 'definition': 'start: x'}}]");
		assertThat(read(body).tools().get(0).description()).startsWith("Patches").endsWith("start: x");
		CascadeResponse answer = CascadeResponse.of(
				Message.assistant(List.of(new ToolCall("c1", "apply_patch", "{\"input\": \"*** \\\"a\\\"\\n\"}"))),
				"a/b");
		Object output = whole(answer, body).get("output");
		assertThat(output).isEqualTo(List.of(Map.of("id", "fc_1_0", "type", "custom_tool_call", "status", "completed",
				"call_id", "c1", "name", "apply_patch", "input", "*** \"a\"\n")));
		ResponsesStream stream = new ResponsesStream();
		Frames frames = this.dialect.frames(this.dialect.read(DialectFixture.json(body)), DialectFixture.REPLY);
		answer.chunks().forEach((chunk) -> stream.read(frames.write(chunk)));
		assertThat(stream.response().get("output")).isEqualTo(output);
		CascadeRequest next = this.dialect.read(Map.of("model", "m", "input", output)).request();
		assertThat(Json.parsed(next.messages().get(0).toolCalls().get(0).arguments())).containsEntry("input",
				"*** \"a\"\n");
	}

	@Test
	void tellsWhatClientsLookFor() {
		Map<String, Object> answer = whole(answer("stop"), FULL);
		assertThat(answer).containsEntry("id", "resp_1")
			.containsEntry("object", "response")
			.containsEntry("status", "completed")
			.containsEntry("model", "a/b")
			.containsEntry("store", false)
			.containsEntry("error", null)
			.containsEntry("incomplete_details", null)
			.containsEntry("instructions", "Be brief.")
			.containsEntry("metadata", Map.of("a", "b"))
			.containsEntry("parallel_tool_calls", false)
			.containsEntry("tool_choice", "required")
			.containsEntry("usage", Map.of("input_tokens", 120, "input_tokens_details", Map.of("cached_tokens", 100),
					"output_tokens", 34, "output_tokens_details", Map.of("reasoning_tokens", 7), "total_tokens", 154));
		assertThat((List<?>) answer.get("tools")).hasSize(3);
		assertThat(answer.get("output")).isEqualTo(List
			.of(Map.of("id", "msg_1_0", "type", "message", "status", "completed", "role", "assistant", "content", List
				.of(Map.of("type", "output_text", "text", "Rain.", "annotations", List.of(), "logprobs", List.of())))));
		assertThat(whole(answer("stop"), asked(""))).containsEntry("tools", List.of())
			.containsEntry("tool_choice", "auto")
			.containsEntry("text", Map.of("format", Map.of("type", "text")));
	}

	@Test
	void whatIsCutIsIncomplete() {
		assertThat(whole(answer("length"), asked(""))).containsEntry("status", "incomplete")
			.containsEntry("incomplete_details", Map.of("reason", "max_output_tokens"));
		assertThat(whole(answer("content_filter"), asked(""))).containsEntry("incomplete_details",
				Map.of("reason", "content_filter"));
	}

	@Test
	void citationsAreFlat() {
		CascadeChunk.End end = AnswerPieces.end("a/b", "stop");
		Map<String, Object> cited = Map.of("url", "https://x", "title", "X", "start_index", 0, "end_index", 4);
		CascadeResponse answer = new CascadeResponse(Message.assistant("Rain."), List.of(),
				end.withExtras(new CascadeChunk.Extras(List.of(Map.of("type", "url_citation", "url_citation", cited)),
						List.of(), Map.of(), Map.of(), null)));
		assertThat(whole(answer, asked("")).get("output").toString()).contains("https://x");
		ResponsesStream stream = new ResponsesStream();
		Frames frames = this.dialect.frames(this.dialect.read(DialectFixture.json(asked(""))), DialectFixture.REPLY);
		answer.chunks().forEach((chunk) -> stream.read(frames.write(chunk)));
		assertThat(stream.response().get("output")).isEqualTo(whole(answer, asked("")).get("output"));
	}

	private static CascadeResponse answer(String reason) {
		return new CascadeResponse(Message.assistant("Rain."), List.of(), AnswerPieces.end("a/b", reason));
	}

}
