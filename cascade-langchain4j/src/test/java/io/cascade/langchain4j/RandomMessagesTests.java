package io.cascade.langchain4j;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessageDeserializer;
import dev.langchain4j.data.message.ChatMessageSerializer;
import io.cascade.CascadeResponse;
import io.cascade.ContentPart;
import io.cascade.Message;
import io.cascade.ToolCall;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a model answers is the same message again when it goes back to it, through a
 * memory that writes JSON too; whatever two sets of parameters set, the stronger one
 * wins, and nothing is lost.
 */
class RandomMessagesTests {

	private static final int CASES = 300;

	static Stream<Integer> seeds() {
		return IntStream.range(0, CASES).boxed();
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void anAnswerComesBackAsItWas(int seed) {
		Random random = new Random(seed);
		Message said = answer(random);
		AiMessage written = AnswerWriter.write(CascadeResponse.of(said, "a/model")).aiMessage();
		AiMessage kept = (AiMessage) ChatMessageDeserializer
			.messageFromJson(ChatMessageSerializer.messageToJson(written));
		assertThat(MessageReader.read(written)).isEqualTo(said);
		assertThat(MessageReader.read(kept)).isEqualTo(said);
	}

	private static Message answer(Random random) {
		List<ToolCall> calls = new ArrayList<>();
		for (int i = random.nextInt(3); i > 0; i--) {
			calls.add(new ToolCall("call_" + i, "tool" + i, "{\"n\":%d}".formatted(i),
					random.nextBoolean() ? object(random, 2) : Map.of()));
		}
		List<ContentPart> content = (calls.isEmpty() || random.nextBoolean())
				? List.of(ContentPart.text("Text " + random.nextInt())) : List.of();
		Message.Thoughts thoughts = random.nextBoolean() ? new Message.Thoughts(
				random.nextBoolean() ? "Hm " + random.nextInt() : "", List.of(object(random, 2)), "a") : null;
		Message.Origin origin = random.nextBoolean() ? new Message.Origin("openrouter", "a",
				random.nextBoolean() ? "reasoning_content" : null, object(random, 2)) : null;
		return new Message(Message.Role.ASSISTANT, content, calls, null, null, thoughts, null, origin);
	}

	private static Map<String, Object> object(Random random, int depth) {
		Map<String, Object> object = new LinkedHashMap<>();
		for (int i = 1 + random.nextInt(3); i > 0; i--) {
			object.put("field-" + i + "\u00e9", value(random, depth));
		}
		return object;
	}

	private static Object value(Random random, int depth) {
		return switch (random.nextInt((depth > 0) ? 6 : 4)) {
			case 0 -> "text \"%d\" \\ \n".formatted(random.nextInt());
			case 1 -> random.nextInt();
			case 2 -> random.nextDouble();
			case 3 -> random.nextBoolean();
			case 4 -> List.of(value(random, depth - 1), "x");
			default -> object(random, depth - 1);
		};
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void theStrongerParametersWinAndNothingIsLost(int seed) {
		Random random = new Random(seed);
		CascadeChatRequestParameters weak = parameters(random);
		CascadeChatRequestParameters own = parameters(random);
		CascadeChatRequestParameters both = weak.overrideWith(own);
		assertThat(both).isEqualTo(own.defaultedBy(weak)).hasSameHashCodeAs(own.defaultedBy(weak));
		assertThat(both.chain()).isEqualTo((own.chain() != null) ? own.chain() : weak.chain());
		assertThat(both.startWith()).isEqualTo((own.startWith() != null) ? own.startWith() : weak.startWith());
		assertThat(both.maxCost()).isEqualTo((own.maxCost() != null) ? own.maxCost() : weak.maxCost());
		assertThat(both.temperature()).isEqualTo((own.temperature() != null) ? own.temperature() : weak.temperature());
		assertThat(both.tags()).containsAllEntriesOf(own.tags());
		assertThat(both.tags().keySet()).containsAll(weak.tags().keySet());
		assertThat(both.overrideWith(CascadeChatRequestParameters.NONE)).isEqualTo(both);
	}

	private static CascadeChatRequestParameters parameters(Random random) {
		CascadeChatRequestParameters.Builder builder = CascadeChatRequestParameters.builder();
		if (random.nextBoolean()) {
			builder.chain("chain" + random.nextInt(9));
		}
		if (random.nextBoolean()) {
			builder.startWith("s/" + random.nextInt(9));
		}
		if (random.nextBoolean()) {
			builder.maxCost("0.0" + random.nextInt(9));
		}
		if (random.nextBoolean()) {
			builder.temperature(random.nextDouble());
		}
		for (int i = random.nextInt(3); i > 0; i--) {
			builder.tag("tag" + random.nextInt(3), "value" + random.nextInt(9));
		}
		return builder.build();
	}

}
