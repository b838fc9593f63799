package io.cascade.springai;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;

import io.cascade.Attempt;
import io.cascade.CascadeChunk;
import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.MessageAggregator;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Whatever pieces an answer comes in, Spring AI puts together what a whole answer is.
 */
@NullUnmarked
class AggregatedStreamTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final CascadeChunk END = CascadeChunk.End.of(Attempt.of(0, "a/first", Attempt.Outcome.ANSWERED),
			"stop");

	static LongStream seeds() {
		return LongStream.range(0, 300);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void whatIsPutTogetherIsTheWholeAnswer(long seed) {
		CascadeChatModel model = CascadeChatModel.builder(new Scripted(chunks(new Random(seed)))).build();
		ChatResponse whole = model.call(new Prompt("Why?"));
		AtomicReference<ChatResponse> joined = new AtomicReference<>();
		List<ChatResponse> pieces = new MessageAggregator().aggregate(model.stream(new Prompt("Why?")), joined::set)
			.collectList()
			.block(LIMIT);
		AssistantMessage expected = whole.getResult().getOutput();
		AssistantMessage message = joined.get().getResult().getOutput();
		assertThat(message.getText()).isEqualTo(expected.getText());
		assertThat(message.getToolCalls()).isEqualTo(expected.getToolCalls());
		assertThat(message.getMetadata()).containsAllEntriesOf(expected.getMetadata());
		assertThat(joined.get().getResult().getMetadata().entrySet())
			.containsAll(whole.getResult().getMetadata().entrySet());
		assertThat(Messages.of(List.of(message))).hasToString(Messages.of(List.of(expected)).toString());
		assertThat(pieces.stream().filter(ChatResponse::hasToolCalls).count()).isLessThanOrEqualTo(1);
		assertThat(pieces.stream().flatMap((piece) -> piece.getResult().getOutput().getMedia().stream()).count())
			.isEqualTo(expected.getMedia().size());
	}

	/** Text, thoughts, pictures, and calls of tools whose pieces are mixed. */
	private static List<CascadeChunk> chunks(Random random) {
		List<CascadeChunk> chunks = new ArrayList<>();
		int calls = random.nextInt(4);
		for (int index = 0; index < calls; index++) {
			chunks.add(new CascadeChunk.ToolCallDelta(index, "call_" + index, "tool_" + random.nextInt(2), "{"));
		}
		for (int i = random.nextInt(8); i > 0; i--) {
			chunks.add(content(random, calls));
		}
		for (int index = 0; index < calls; index++) {
			chunks.add(new CascadeChunk.ToolCallDelta(index, null, null, "}"));
		}
		chunks.add(END);
		return chunks;
	}

	private static CascadeChunk content(Random random, int calls) {
		return switch (random.nextInt(4)) {
			case 0 -> new CascadeChunk.Reasoning("Hm" + random.nextInt(9), random.nextBoolean() ? List.of()
					: List.of(Map.of("type", "reasoning.text", "text", "x", "signature", "s" + random.nextInt(9))));
			case 1 -> new CascadeChunk.Media("image", "data:image/png;base64,AQID", null);
			case 2 -> (calls > 0) ? new CascadeChunk.ToolCallDelta(random.nextInt(calls), null, null, " ")
					: new CascadeChunk.Text("no call");
			default -> new CascadeChunk.Text("word" + random.nextInt(99) + " ");
		};
	}

	@Test
	void aRestartThatSomebodyBringsAboutIsAnError() {
		CascadeChatModel model = CascadeChatModel.builder(new Scripted(List.of(new CascadeChunk.Text("half"),
				new CascadeChunk.Restart(io.cascade.FailureKind.SERVER_ERROR, 1), new CascadeChunk.Text("all"), END)))
			.build();
		assertThatIllegalStateException().isThrownBy(() -> model.stream(new Prompt("Why?")).blockLast(LIMIT))
			.withMessageContaining("can't restart");
	}

	/**
	 * Answers in these pieces.
	 *
	 * @param chunks the pieces
	 */
	record Scripted(List<CascadeChunk> chunks) implements CascadeOperations {

		@Override
		public Mono<CascadeResponse> exchange(CascadeRequest request) {
			return CascadeResponse.collect(stream(request));
		}

		@Override
		public Flux<CascadeChunk> stream(CascadeRequest request) {
			return Flux.fromIterable(this.chunks);
		}

	}

}
