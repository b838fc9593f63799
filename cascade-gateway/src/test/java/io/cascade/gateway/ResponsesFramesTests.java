package io.cascade.gateway;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.cascade.CascadeChunk;
import io.cascade.CascadeResponse;
import io.cascade.Message;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The events of OpenAI's Responses.
 */
@NullUnmarked
class ResponsesFramesTests {

	private static final GatewayError FAILURE = GatewayError.of(503, "overloaded", "No model is free.");

	private final ResponsesDialect dialect = new ResponsesDialect();

	private final Asked asked = this.dialect.read(Map.of("model", "asked", "stream", true, "input", "Why?", "include",
			List.of("reasoning.encrypted_content"), "tools", List.of(Map.of("type", "custom", "name", "tool1"))));

	private ResponsesStream stream(List<CascadeChunk> pieces) {
		ResponsesStream stream = new ResponsesStream();
		Frames frames = this.dialect.frames(this.asked, DialectFixture.REPLY);
		pieces.forEach((piece) -> stream.read(frames.write(piece)));
		return stream;
	}

	@Test
	void aStreamTellsWhatTheWholeAnswerTells() {
		for (int seed = 0; seed < 5_000; seed++) {
			AnswerPieces pieces = AnswerPieces.of(seed);
			Map<String, Object> told = stream(pieces.pieces()).response();
			CascadeResponse answer = pieces.whole();
			Map<String, Object> whole = DialectFixture
				.sent(this.dialect.whole(answer, this.asked, DialectFixture.REPLY));
			for (String type : List.of("output_text", "refusal", "summary_text")) {
				assertThat(words(told, type)).as("%s of %d", type, seed).isEqualTo(words(whole, type));
			}
			assertThat(calls(told)).as("calls of %d", seed).isEqualTo(calls(whole));
			assertThat(back(told)).as("thoughts of %d", seed)
				.isEqualTo(back(whole))
				.isEqualTo(DialectFixture.thoughts(answer.message()));
			assertThat(told.remove("cascade")).isNotNull();
			told.remove("output");
			whole.remove("output");
			assertThat(told).as("response of %d", seed).isEqualTo(whole);
		}
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> items(Map<String, Object> response, String type) {
		return ((List<Map<String, Object>>) response.get("output")).stream()
			.filter((item) -> item.get("type").equals(type))
			.toList();
	}

	private static String words(Map<String, Object> response, String type) {
		List<Object> parts = new ArrayList<>();
		items(response, "message").forEach((item) -> parts.addAll((List<?>) item.get("content")));
		items(response, "reasoning").forEach((item) -> parts.addAll((List<?>) item.get("summary")));
		return parts.stream()
			.map((part) -> (Map<?, ?>) part)
			.filter((part) -> part.get("type").equals(type))
			.map((part) -> String.valueOf(part.containsKey("text") ? part.get("text") : part.get("refusal")))
			.collect(Collectors.joining());
	}

	private static Map<Object, Object> calls(Map<String, Object> response) {
		Map<Object, Object> calls = new HashMap<>();
		items(response, "function_call")
			.forEach((item) -> calls.put(item.get("call_id"), List.of(item.get("name"), item.get("arguments"))));
		items(response, "custom_tool_call")
			.forEach((item) -> calls.put(item.get("call_id"), List.of(item.get("name"), item.get("input"))));
		return calls;
	}

	private Message.@Nullable Thoughts back(Map<String, Object> response) {
		List<Message> messages = this.dialect
			.read(Map.of("model", "m", "instructions", "Be brief.", "input", response.get("output")))
			.request()
			.messages();
		return DialectFixture.thoughts(messages.get(messages.size() - 1));
	}

	@Test
	void afterAFailureNothingLooksLikeAnEnd() {
		for (int seed = 0; seed < 3_000; seed++) {
			List<CascadeChunk> pieces = AnswerPieces.of(seed).pieces();
			ResponsesStream stream = new ResponsesStream();
			Frames frames = this.dialect.frames(this.asked, DialectFixture.REPLY);
			pieces.subList(0, seed % pieces.size()).forEach((piece) -> stream.read(frames.write(piece)));
			stream.read(frames.failed(FAILURE));
			assertThat(stream.response()).containsEntry("status", "failed")
				.containsEntry("error", Map.of("code", "overloaded", "message", "No model is free."));
		}
	}

	@Test
	void idsOfItemsAreTheirOwn() {
		for (int seed = 0; seed < 500; seed++) {
			Map<String, Object> told = stream(AnswerPieces.of(seed).pieces()).response();
			List<?> output = (List<?>) told.get("output");
			Set<Object> ids = new LinkedHashSet<>();
			output.forEach((item) -> ids.add(((Map<?, ?>) item).get("id")));
			assertThat(ids).hasSameSizeAs(output);
		}
	}

	@Test
	void theLastEventTellsWhoAnswered() {
		Map<String, Object> told = stream(List.of(AnswerPieces.end("a/b", "stop"))).response();
		assertThat(told).containsEntry("output", List.of()).containsEntry("model", "a/b");
		assertThat(told.get("cascade")).asString().contains("a/b");
	}

	@Test
	void thoughtsAreKeptForThoseWhoAsk() {
		Asked plain = this.dialect.read(Map.of("model", "asked", "input", "Why?"));
		ResponsesStream stream = new ResponsesStream();
		Frames frames = this.dialect.frames(plain, DialectFixture.REPLY);
		CascadeChunk thoughts = new CascadeChunk.Reasoning("Hm.",
				List.of(Map.of("type", "reasoning.text", "text", "Hm.", "signature", "s")));
		stream.read(frames.write(thoughts));
		stream.read(frames.write(AnswerPieces.end("a/b", "stop")));
		assertThat(items(stream.response(), "reasoning").get(0)).doesNotContainKey("encrypted_content");
		assertThat(items(stream(List.of(thoughts, AnswerPieces.end("a/b", "stop"))).response(), "reasoning").get(0))
			.containsKey("encrypted_content");
	}

}
