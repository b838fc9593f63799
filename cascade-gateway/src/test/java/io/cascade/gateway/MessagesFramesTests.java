package io.cascade.gateway;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.cascade.CascadeChunk;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.Message;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * The events of Anthropic's Messages.
 */
@NullUnmarked
class MessagesFramesTests {

	private static final GatewayError FAILURE = GatewayError.of(503, "overloaded", "No model is free.");

	private final MessagesDialect dialect = new MessagesDialect();

	private final Asked asked = this.dialect.read(Map.of("model", "asked", "max_tokens", 9, "stream", true, "messages",
			List.of(Map.of("role", "user", "content", "Why?"))));

	private MessagesStream stream(List<CascadeChunk> pieces) {
		MessagesStream stream = new MessagesStream();
		Frames frames = this.dialect.frames(this.asked, DialectFixture.REPLY);
		pieces.forEach((piece) -> stream.read(frames.write(piece)));
		return stream;
	}

	@Test
	void aStreamTellsWhatTheWholeAnswerTells() {
		for (int seed = 0; seed < 5_000; seed++) {
			AnswerPieces pieces = AnswerPieces.of(seed);
			Map<String, Object> told = stream(pieces.pieces()).message();
			CascadeResponse answer = pieces.whole();
			Map<String, Object> whole = DialectFixture
				.sent(this.dialect.whole(answer, this.asked, DialectFixture.REPLY));
			for (String kind : List.of("text", "thinking")) {
				assertThat(words(told, kind)).as("%s of %d", kind, seed).isEqualTo(words(whole, kind));
			}
			assertThat(calls(told)).as("calls of %d", seed).isEqualTo(calls(whole));
			assertThat(back(told)).as("thoughts of %d", seed)
				.isEqualTo(back(whole))
				.isEqualTo(DialectFixture.thoughts(answer.message()));
			for (String field : List.of("id", "type", "role", "model", "usage", "stop_reason", "stop_sequence")) {
				assertThat(told.get(field)).as("%s of %d", field, seed).isEqualTo(whole.get(field));
			}
		}
	}

	private static List<Map<String, Object>> blocks(Map<String, Object> message, String type) {
		return MessagesFramesTests.<List<Map<String, Object>>>cast(message.get("content"))
			.stream()
			.filter((block) -> block.get("type").equals(type))
			.toList();
	}

	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
	private static <T> T cast(Object value) {
		return (T) value;
	}

	private static String words(Map<String, Object> message, String type) {
		return blocks(message, type).stream().map((block) -> (String) block.get(type)).collect(Collectors.joining());
	}

	private static Map<Object, Object> calls(Map<String, Object> message) {
		return blocks(message, "tool_use").stream()
			.collect(Collectors.toMap((block) -> block.get("id"),
					(block) -> List.of(block.get("name"), block.get("input"))));
	}

	/** What a client that sends the answer back gives back of the thoughts. */
	private Message.@Nullable Thoughts back(Map<String, Object> message) {
		CascadeRequest next = this.dialect
			.read(Map.of("model", "m", "max_tokens", 9, "messages", List.of(Map.of("role", "user", "content", "Why?"),
					Map.of("role", "assistant", "content", message.get("content")))))
			.request();
		return DialectFixture.thoughts(next.messages().get(next.messages().size() - 1));
	}

	@Test
	void afterAFailureNothingLooksLikeAnEnd() {
		for (int seed = 0; seed < 3_000; seed++) {
			List<CascadeChunk> pieces = AnswerPieces.of(seed).pieces();
			MessagesStream stream = new MessagesStream();
			Frames frames = this.dialect.frames(this.asked, DialectFixture.REPLY);
			pieces.subList(0, seed % pieces.size()).forEach((piece) -> stream.read(frames.write(piece)));
			stream.read(frames.failed(FAILURE));
			assertThat(stream.error()).isEqualTo(Map.of("type", "overloaded_error", "message", "No model is free."));
			assertThat(stream.hasEnded()).isFalse();
		}
	}

	@Test
	void aCallIsWrittenAsItComesAndAnotherWaits() {
		Frames frames = this.dialect.frames(this.asked, DialectFixture.REPLY);
		MessagesStream stream = new MessagesStream();
		stream.read(frames.write(new CascadeChunk.ToolCallDelta(0, "a", "x", "{")));
		assertThat(frames.write(new CascadeChunk.ToolCallDelta(1, "b", "y", "{}"))).isNull();
		assertThat(frames.write(new CascadeChunk.Text("Both."))).isNull();
		byte[] rest = frames.write(new CascadeChunk.ToolCallDelta(0, null, null, "}"));
		assertThat(rest).isNotNull();
		stream.read(rest);
		assertThat(stream.content()).hasSize(2);
		stream.read(frames.write(AnswerPieces.end("a/b", "tool_calls")));
		assertThat(stream.message().get("content")).asInstanceOf(InstanceOfAssertFactories.LIST)
			.extracting("type")
			.containsExactly("tool_use", "tool_use", "text");
	}

	@Test
	void argumentsThatAreNoObjectFailTheStream() {
		Frames frames = this.dialect.frames(this.asked, DialectFixture.REPLY);
		MessagesStream stream = new MessagesStream();
		stream.read(frames.write(new CascadeChunk.ToolCallDelta(0, "a", "x", "{\"city\":")));
		Throwable failure = catchThrowable(() -> frames.write(AnswerPieces.end("a/b", "stop")));
		assertThat(failure).isInstanceOf(GatewayException.class);
		stream.read(frames.failed(((GatewayException) failure).error()));
		assertThat(stream.error()).containsEntry("type", "api_error");
	}

	@Test
	void theLastEventButOneTellsWhoAnswered() {
		MessagesStream stream = stream(List.of(new CascadeChunk.Text("a"), AnswerPieces.end("a/b", "stop")));
		assertThat(stream.message()).containsEntry("model", "asked");
		assertThat(stream.summary()).containsEntry("model", "a/b").containsEntry("attempts", 1);
	}

	@Test
	void anAnswerWithoutContentHasAnEnd() {
		assertThat(stream(List.of(AnswerPieces.end("a/b", "stop"))).message()).containsEntry("content", List.of())
			.containsEntry("model", "a/b")
			.containsEntry("stop_reason", "end_turn");
	}

}
