package io.cascade.conformance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.cascade.CascadeChunk;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.Message;
import io.cascade.ToolCall;
import io.cascade.conformance.TwoUpstreams.Reply;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an upstream wants back goes back, as the server sees it in the second request.
 */
class RoundTripTests {

	private static final String CALL = "{\"index\":0,\"id\":\"c1\",\"type\":\"function\","
			+ "\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}%s}";

	private static final String SIGNED = CALL
		.formatted(",\"extra_content\":{\"google\":{\"thought_signature\":\"S+/=\"}}");

	@RegisterExtension
	static final TwoUpstreams upstreams = new TwoUpstreams();

	private static Reply streamed(String... deltas) {
		StringBuilder body = new StringBuilder();
		for (String delta : deltas) {
			body.append(Reply.frames("{\"choices\":[{\"index\":0,\"delta\":{" + delta + "}}]}"));
		}
		return Reply.body("text/event-stream",
				body + Reply.frames("{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}", "[DONE]"));
	}

	private static Reply whole(String message) {
		return Reply.body("application/json",
				"{\"choices\":[{\"message\":{" + message + "},\"finish_reason\":\"stop\"}]}");
	}

	/**
	 * Sends the answer back to the upstream that gave it, with the result of its tools.
	 */
	private static Map<String, Object> sentBack(CascadeResponse answer) {
		upstreams.says(whole("\"content\":\"fine\""));
		List<Message> messages = new ArrayList<>(List.of(Message.user("Why?"), answer.message()));
		answer.toolCalls().forEach((call) -> messages.add(Message.tool(call.id(), "42")));
		CascadeRequest request = CascadeRequest.of(messages).chain("field");
		assertThat(upstreams.ask(Way.WHOLE, request).text()).isEqualTo("fine");
		assertThat(upstreams.second()).isEmpty();
		return upstreams.lastMessages().get(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "reasoning_content", "reasoning" })
	@DisplayName("T07 thoughts go back in the field in which they came, streamed and whole")
	void givesThoughtsBack(String field) {
		upstreams.says(streamed("\"" + field + "\":\"I \"", "\"" + field + "\":\"think\"",
				"\"tool_calls\":[%s]".formatted(CALL.formatted(""))));
		assertThat(sentBack(upstreams.ask(Way.STREAMED))).containsEntry(field, "I think");
		upstreams
			.says(whole("\"content\":null,\"" + field + "\":\"I think\",\"tool_calls\":[" + CALL.formatted("") + "]"));
		assertThat(sentBack(upstreams.ask(Way.BUFFERED))).containsEntry(field, "I think");
	}

	@Test
	@DisplayName("T07 thoughts and unknown fields go to no other upstream")
	void givesNothingToOthers() {
		upstreams.says(whole("\"content\":\"a\",\"reasoning_content\":\"I think\",\"odd\":{\"a\":null},\"tool_calls\":["
				+ SIGNED + "]"), Reply.body("text/plain", ""));
		CascadeResponse answer = upstreams.ask(Way.WHOLE);
		upstreams.ask(Way.WHOLE,
				CascadeRequest.of(Message.user("Why?"), answer.message(), Message.tool("c1", "42")).chain("field"));
		assertThat(upstreams.lastMessages().get(1)).containsKeys("reasoning_content", "odd");
		assertThat(upstreams.second()).hasSize(1);
		assertThat(upstreams.second().get(0).toString()).doesNotContain("I think", "odd", "S+/=");
	}

	@Test
	@DisplayName("W14 thinking parts are thoughts, count as content, and go back as parts")
	void readsThinkingParts() {
		String thinking = "\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"%s\"}]}]";
		upstreams.says(Reply.slowEvents(Duration.ofMillis(450),
				"{\"choices\":[{\"delta\":{" + thinking.formatted("I") + "}}]}",
				"{\"choices\":[{\"delta\":{" + thinking.formatted(" ") + "}}]}",
				"{\"choices\":[{\"delta\":{" + thinking.formatted("think") + "}}]}",
				"{\"choices\":[{\"delta\":{\"content\":\"so\"},\"finish_reason\":\"stop\"}]}"));
		CascadeResponse answer = upstreams.ask(Way.STREAMED, TwoUpstreams.question()
			.timeouts((timeouts) -> timeouts.withFirstTokenTimeout(Duration.ofMillis(1200))));
		assertThat(answer.text()).isEqualTo("so");
		assertThat(Objects.requireNonNull(answer.message().reasoning()).text()).isEqualTo("I think");
		assertThat(sentBack(answer).get("content")).isEqualTo(
				List.of(Map.of("type", "thinking", "thinking", List.of(Map.of("type", "text", "text", "I think"))),
						Map.of("type", "text", "text", "so")));
	}

	@ParameterizedTest
	@EnumSource(names = { "STREAMED", "BUFFERED" })
	@DisplayName("T08 unknown fields of a tool call and of a message go back unchanged")
	@SuppressWarnings("unchecked")
	void givesUnknownFieldsBack(Way way) {
		String fields = "\"tool_calls\":[" + SIGNED + "],\"odd\":{\"a\":[1.50,null,\"x\"]},\"phase\":\"final\"";
		upstreams.says((way == Way.STREAMED) ? streamed("\"content\":\"\"", fields) : whole(fields));
		Map<String, Object> message = sentBack(upstreams.ask(way));
		assertThat(message.get("odd")).hasToString("{a=[1.5, null, x]}");
		assertThat(message).containsEntry("phase", "final");
		assertThat((List<Map<String, Object>>) message.get("tool_calls")).singleElement()
			.satisfies((call) -> assertThat(call)
				.containsEntry("extra_content", Map.of("google", Map.of("thought_signature", "S+/=")))
				.doesNotContainKey("index"));
	}

	@Test
	@DisplayName("T01 T03 G26 two calls under one index or one id are two calls with ids of their own")
	@SuppressWarnings("unchecked")
	void keepsCallsApart() {
		upstreams.says(streamed("\"tool_calls\":[" + CALL.formatted("") + "]",
				"\"tool_calls\":[" + CALL.formatted("").replace("c1", "c2") + "]"));
		assertThat(upstreams.ask(Way.STREAMED).toolCalls()).extracting(ToolCall::id).containsExactly("c1", "c2");
		String same = CALL.formatted("").replace("\"index\":0,", "");
		upstreams
			.says(whole("\"content\":null,\"tool_calls\":[" + same + "," + same.replace("{}", "{\\\"a\\\":1}") + "]"));
		CascadeResponse answer = upstreams.ask(Way.BUFFERED);
		assertThat(answer.toolCalls()).containsExactly(new ToolCall("c1", "f", "{}"),
				new ToolCall("c1_2", "f", "{\"a\":1}"));
		assertThat((List<Map<String, Object>>) sentBack(answer).get("tool_calls")).extracting((call) -> call.get("id"))
			.containsExactly("c1", "c1_2");
	}

	@Test
	@DisplayName("W15 one event with an image of 1.6 MB is an answer")
	void takesALargeEvent() {
		String url = "data:image/png;base64," + "A".repeat(1_600_000);
		upstreams.says(streamed("\"images\":[{\"image_url\":{\"url\":\"" + url + "\"}}]"));
		assertThat(upstreams.ask(Way.STREAMED).media()).containsExactly(new CascadeChunk.Media("image", url, null));
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("W15 sound, an image among the parts, and an image of a whole answer may be as large")
	void takesOtherLargeEvents(Way way) {
		String data = "B".repeat(2_400_000);
		String sound = "\"audio\":{\"id\":\"a1\",\"data\":\"" + data + "\"}";
		String parts = "\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64," + data
				+ "\"}}]";
		for (String message : List.of(sound, parts)) {
			upstreams.says((way == Way.BUFFERED) ? whole(message) : streamed(message));
			assertThat(upstreams.ask(way).media()).singleElement()
				.satisfies((media) -> assertThat(media.data()).endsWith(data));
		}
		assertThat(upstreams.second()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = {
			"\"reasoning_details\":[{\"type\":\"reasoning.text\",\"id\":\"r1\",\"format\":\"MiniMax-response-v1\",\"index\":0,\"text\":\"hm\"}]",
			"\"reasoning_details\":[{\"type\":\"reasoning.summary\",\"summary\":\"s\"},{\"type\":\"reasoning.encrypted\",\"data\":\"x\"}]",
			"\"thinking_blocks\":[{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"S==\"}]",
			"\"provider_specific_fields\":{\"citations\":[null],\"n\":1}", "\"web_results\":[{\"title\":\"a\"}]" })
	@DisplayName("M09 what else a direct upstream says in a message goes back to it, streamed and whole")
	void givesBackWhatElseCame(String field) {
		String name = field.substring(1, field.indexOf('"', 1));
		for (boolean streamed : new boolean[] { true, false }) {
			upstreams.says(streamed ? streamed(field, "\"content\":\"so\"") : whole("\"content\":\"so\"," + field));
			assertThat(sentBack(upstreams.ask(streamed ? Way.STREAMED : Way.BUFFERED))).containsKey(name);
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "STREAMED", "BUFFERED" })
	@DisplayName("T03 calls without ids, or with ids that say nothing, get ids of their own that go out and back")
	@SuppressWarnings("unchecked")
	void givesEachCallAnId(Way way) {
		String call = "{\"type\":\"function\"%s,\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}";
		String calls = "\"tool_calls\":[" + call.formatted("") + "," + call.formatted(",\"id\":\"\"") + ","
				+ call.formatted(",\"id\":null") + "," + call.formatted(",\"id\":\"x\"") + "]";
		upstreams.says((way == Way.STREAMED) ? streamed(calls) : whole("\"content\":null," + calls));
		CascadeResponse answer = upstreams.ask(way);
		assertThat(answer.toolCalls()).hasSize(4).extracting(ToolCall::id).doesNotContainNull().doesNotHaveDuplicates();
		assertThat((List<Map<String, Object>>) sentBack(answer).get("tool_calls"))
			.allSatisfy((sent) -> assertThat(sent.get("id").toString()).isNotBlank());
	}

	@Test
	@DisplayName("W15 a thought that is sealed may be as large, and goes back whole")
	void takesALargeThought() {
		String seal = "C".repeat(1_800_000);
		upstreams.says(streamed(
				"\"reasoning_details\":[{\"type\":\"reasoning.encrypted\",\"id\":\"r\",\"data\":\"" + seal + "\"}]",
				"\"content\":\"so\""));
		assertThat(sentBack(upstreams.ask(Way.STREAMED)).toString()).contains(seal);
	}

	@Test
	@DisplayName("R01 lone halves in any string of a request go out as U+FFFD")
	void sendsNoLoneHalf() {
		upstreams.says(whole("\"content\":\"fine\""));
		upstreams.ask(Way.WHOLE,
				CascadeRequest
					.of(Message.system("\uDE00 a"), Message.user("a\uD83D"), Message.user("\uD83D\uDE00"),
							Message.assistant(List.of(new ToolCall("i\uD83D", "f", "{\"a\":\"\uD83D\"}"))),
							Message.tool("i\uD83D", "\uD83D"))
					.chain("field"));
		assertThat(upstreams.lastMessages()).extracting((message) -> message.get("content"))
			.containsExactly("\uFFFD a", "a\uFFFD", "\uD83D\uDE00", null, "\uFFFD");
		assertThat(upstreams.lastMessages().get(4)).containsEntry("tool_call_id", "i\uFFFD");
		assertThat(upstreams.lastMessages().get(3).toString()).contains("{\"a\":\"\uFFFD\"}");
	}

}
