package io.cascade.openrouter;

import java.util.List;
import java.util.Map;

import io.cascade.CascadeRequest;
import io.cascade.ContentPart;
import io.cascade.InvalidRequestException;
import io.cascade.Message;
import io.cascade.Options;
import io.cascade.Reasoning;
import io.cascade.ResponseFormat;
import io.cascade.Tool;
import io.cascade.ToolCall;
import io.cascade.ToolChoice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What clients write.
 */
class ChatRequestReaderTests {

	private static final JsonMapper MAPPER = new JsonMapper();

	@Test
	void leavesToTheCallerWhoIsAskedAndHow() {
		ChatRequestReader.Reading reading = read("""
				{"model": "assistant", "models": ["a/b"], "route": "fallback", "preset": "p", "provider": {"order": []},
				 "n": 2, "stream": true, "stream_options": {"include_usage": true}, "store": false, "x": {"y": [1]},
				 "z": null, "messages": [{"role": "user", "content": "Why?"}]}""");
		assertThat(reading.unknown()).containsExactly(Map.entry("store", false),
				Map.entry("x", Map.of("y", List.of(1))));
		CascadeRequest request = reading.request();
		assertThat(request.chain()).isNull();
		assertThat(request.models()).isEmpty();
		assertThat(request.provider().asMap()).isEmpty();
		assertThat(request.options()).isEqualTo(Options.none());
		assertThat(reading).hasToString("Reading[" + request + ", unknown=[store, x]]");
	}

	@Test
	void readsWhatThePythonClientDumps() {
		assertThat(messages(
				"""
						{"role": "assistant", "content": null, "refusal": null, "annotations": [], "audio": null,
						 "function_call": null, "tool_calls": [{"id": "c1", "type": "function", "index": 0, "extra_content": {"g": 1},
						  "function": {"name": "f", "arguments": "{}"}}]},
						{"role": "tool", "tool_call_id": "c1", "name": "f", "content": [{"type": "text", "text": "1"}]}"""))
			.containsExactly(
					Message.assistant(List.of(new ToolCall("c1", "f", "{}", Map.of("extra_content", Map.of("g", 1))))),
					Message.tool("c1", "1").named("f"));
	}

	@Test
	void readsMarksOfACache() {
		assertThat(messages(
				"""
						{"role": "system", "content": [{"type": "text", "text": "a", "cache_control": {"type": "ephemeral"}}]},
						{"role": "user", "content": [{"type": "text", "text": "b"}, {"type": "image_url", "image_url": "data:x"}],
						 "cache_control": {"type": "ephemeral"}}"""))
			.extracting(Message::content)
			.containsExactly(List.of(new ContentPart.Text("a", true)),
					List.of(new ContentPart.Text("b", true), ContentPart.image("data:x")));
	}

	@Test
	void leavesOutTextsThatSayNothing() {
		assertThat(messages(
				"""
						{"role": "assistant", "content": ""},
						{"role": "user", "content": [{"type": "text", "text": ""}, {"type": "image_url", "image_url": {"url": "data:x"}}]},
						{"role": "tool", "tool_call_id": "c", "content": ""}, {"role": "user", "content": ""}"""))
			.extracting(Message::content)
			.containsExactly(List.of(), List.of(ContentPart.image("data:x")), List.of(ContentPart.text("")),
					List.of(ContentPart.text("")));
	}

	@Test
	void readsWhatAnAssistantThoughtAndDeclined() {
		List<Message> messages = messages("""
				{"role": "assistant", "content": "a", "reasoning_content": "Hm."},
				{"role": "assistant", "content": "a", "reasoning_details": [
				 {"type": "reasoning.text", "text": "So.", "signature": "c2ln", "format": "anthropic-claude-v1"},
				 {"type": "reasoning.encrypted", "data": "eA==", "format": "anthropic-claude-v1"}]},
				{"role": "assistant", "content": [{"type": "thinking", "thinking": [{"type": "text", "text": "Well."}]},
				 {"type": "text", "text": "a"}, {"type": "refusal", "refusal": "No."}]}""");
		assertThat(messages).extracting(Message::text).containsOnly("a");
		assertThat(messages.get(0).reasoning()).isEqualTo(new Message.Thoughts("Hm.", List.of(), null));
		assertThat(messages.get(1).reasoning()).satisfies((thoughts) -> {
			assertThat(thoughts.text()).isEqualTo("So.");
			assertThat(thoughts.details()).hasSize(2);
			assertThat(thoughts.author()).isEqualTo("anthropic");
		});
		assertThat(messages.get(2).reasoning()).isEqualTo(new Message.Thoughts("Well.", List.of(), null));
		assertThat(messages.get(2).refusal()).isEqualTo("No.");
	}

	@Test
	void readsParameters() {
		assertThat(
				read("""
						{"messages": [], "max_tokens": 5, "max_completion_tokens": 9.0, "stop": "x", "seed": 9007199254740993,
						 "logit_bias": {"1": -100}, "reasoning": {"effort": "low", "exclude": true, "generate_summary": null},
						 "prediction": {"type": "content", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]},
						 "cache_control": {"type": "ephemeral"}, "metadata": {"k": "v"}, "temperature": null}""")
					.request()
					.options())
			.isEqualTo(Options.none()
				.maxCompletionTokens(9)
				.stop(List.of("x"))
				.seed(9007199254740993L)
				.logitBias(Map.of("1", -100.0))
				.reasoning(new Reasoning("low", null, true, null, null))
				.prediction("ab")
				.cacheControl("5m")
				.metadata(Map.of("k", "v")));
	}

	@Test
	void readsToolsAndForms() {
		CascadeRequest request = read("""
				{"messages": [], "tools": [{"type": "function", "function": {"name": "f", "strict": true}},
				 {"type": "openrouter:web_search", "parameters": {"max_results": 1}}],
				 "tool_choice": {"type": "function", "function": {"name": "f"}},
				 "response_format": {"type": "json_schema", "json_schema": {"name": "s", "schema": {}, "strict": null,
				  "description": "d"}}}""").request();
		assertThat(request.tools()).containsExactly(new Tool("f", null, Map.of(), true),
				Tool.onServer("openrouter:web_search", Map.of("max_results", 1)));
		assertThat(request.toolChoice()).isEqualTo(ToolChoice.function("f"));
		assertThat(request.responseFormat()).isEqualTo(new ResponseFormat("json_schema", "s", Map.of(), null, "d"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = { "{}|messages|'messages' is missing: it must be a list",
			"{'messages': 'Hi'}|messages|'messages' must be a list, not a string",
			"{'messages': ['Hi']}|messages[0]|'messages[0]' must be an object, not a string",
			"{'messages': [{'role': 'bot'}]}|messages[0].role|must be one of [system, developer, user, assistant, tool], not 'bot'",
			"{'messages': [{'role': 'function'}]}|messages[0].role|the role 'tool' and a 'tool_call_id'",
			"{'messages': [{'role': 'user', 'content': 1234}]}|messages[0].content|must be a string or a list of parts, not a number",
			"{'messages': [{'role': 'user', 'content': ['Hi']}]}|messages[0].content[0]|must be an object, not a string",
			"{'messages': [{'role': 'user', 'content': [{'type': 'refusal'}]}]}|messages[0].content[0].type|must be one of [text, image_url, input_audio, file, video_url], not 'refusal'",
			"{'messages': [{'role': 'user', 'content': [{'type': 'image_url', 'image_url': {}}]}]}|messages[0].content[0].image_url.url|is missing",
			"{'messages': [{'role': 'user', 'content': 'x', 'tool_calls': [1]}]}|messages[0].tool_calls|belongs to a message of the assistant",
			"{'messages': [{'role': 'assistant', 'tool_calls': [{'id': 'c', 'type': 'custom'}]}]}|messages[0].tool_calls[0].type|must be one of [function], not 'custom'",
			"{'messages': [{'role': 'assistant', 'function_call': {'name': 'f'}}]}|messages[0].function_call|'tool_calls'",
			"{'messages': [{'role': 'assistant', 'audio': {'id': 'a'}}]}|messages[0].audio|its transcript",
			"{'messages': [], 'max_tokens': '9'}|max_tokens|must be a finite number, not '9'",
			"{'messages': [], 'max_tokens': 1.5}|max_tokens|must be a whole number, at most 2147483647, not 1.5",
			"{'messages': [], 'seed': 1e30}|seed|must be a whole number of at most 64 bits, not 1.0E30",
			"{'messages': [], 'logit_bias': {'1': 'x'}}|logit_bias|must hold numbers only",
			"{'messages': [], 'metadata': {'a': 1}}|metadata|must hold strings only",
			"{'messages': [], 'stop': [1]}|stop[0]|must be a string, not a number",
			"{'messages': [], 'tools': [{'type': 'custom', 'custom': {}}]}|tools[0].type|must be 'function', or the type of a tool that has nothing but 'parameters', not 'custom'",
			"{'messages': [], 'tools': [{'type': 'function', 'name': 'f'}]}|tools[0].function|is missing: it must be an object",
			"{'messages': [], 'tool_choice': 'any'}|tool_choice|must be one of [auto, none, required], not 'any'",
			"{'messages': [], 'tool_choice': {'type': 'allowed_tools'}}|tool_choice.type|not 'allowed_tools'",
			"{'messages': [], 'tool_choice': 1}|tool_choice|or an object that names a function",
			"{'messages': [], 'response_format': {'type': 'json_schema'}}|response_format.json_schema|is missing",
			"{'messages': [], 'functions': []}|functions|must not be set: use 'tools'",
			"{'messages': [], 'function_call': 'auto'}|function_call|must not be set: use 'tool_choice'" })
	void saysWhatIsWrongAndWhere(String json, String param, String words) {
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> read(json.replace('\'', '"')))
			.satisfies((ex) -> {
				assertThat(ex.param()).isEqualTo(param);
				assertThat(ex.getMessage()).startsWith("'" + param + "'").contains(words);
				assertThat(ex.subject()).isEqualTo(InvalidRequestException.Subject.REQUEST);
			});
	}

	private static List<Message> messages(String json) {
		return read("{\"messages\": [" + json + "]}").request().messages();
	}

	@SuppressWarnings("unchecked")
	private static ChatRequestReader.Reading read(String json) {
		return ChatRequestReader.read(MAPPER.readValue(json, Map.class));
	}

}
