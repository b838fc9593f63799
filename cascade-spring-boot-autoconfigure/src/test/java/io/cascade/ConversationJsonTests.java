package io.cascade;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A conversation is kept as JSON and read back, by whatever mapper the application has.
 */
class ConversationJsonTests {

	private static final JsonMapper PLAIN = JsonMapper.builder().build();

	private static final TypeReference<List<Message>> CONVERSATION = new TypeReference<>() {
	};

	private static final List<String> WORDS = List.of("", " ", "Why?", "\"quoted\"", "a\nb", "\u2028", "𝄞", "null",
			"{\"type\":\"image\"}");

	static Stream<ContentPart> parts() {
		return Stream.of(ContentPart.text("Why?"), ContentPart.text(""), new ContentPart.Text("long", true),
				ContentPart.image("https://localhost/a.png"), new ContentPart.Image("data:image/png;base64,AA", "low"),
				ContentPart.file("a.pdf", "data:application/pdf;base64,AA"), new ContentPart.File(null, null, "file-1"),
				ContentPart.audio("AA==", "wav"), ContentPart.video("https://localhost/a.mp4"));
	}

	static Stream<JsonMapper> mappers() {
		return Stream.of(PLAIN, PLAIN.rebuild().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build(),
				PLAIN.rebuild().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build(),
				including(JsonInclude.Include.NON_EMPTY), including(JsonInclude.Include.NON_DEFAULT));
	}

	private static JsonMapper including(JsonInclude.Include which) {
		return PLAIN.rebuild()
			.changeDefaultPropertyInclusion((old) -> old.withValueInclusion(which).withContentInclusion(which))
			.build();
	}

	@ParameterizedTest
	@MethodSource("parts")
	void keepsEveryKindOfPart(ContentPart part) {
		Message message = Message.user(part);
		assertThat(PLAIN.readValue(PLAIN.writeValueAsString(message), Message.class)).isEqualTo(message);
		assertThat(PLAIN.readValue(PLAIN.writeValueAsString(part), ContentPart.class)).isEqualTo(part);
	}

	@Test
	void recognizesEveryKindOfPart() {
		assertThat(parts().map(Object::getClass).distinct())
			.containsExactlyInAnyOrder(ContentPart.class.getPermittedSubclasses());
	}

	@ParameterizedTest
	@MethodSource("mappers")
	void keepsToolCallsThoughtsAndOrigin(JsonMapper mapper) {
		Message message = thoughtful();
		assertThat(mapper.readValue(mapper.writeValueAsString(message), Message.class)).isEqualTo(message);
	}

	@ParameterizedTest
	@MethodSource("mappers")
	void keepsConversationsOfEveryShape(JsonMapper mapper) {
		List<Message> conversation = new Conversation(new Random(42)).messages(200);
		assertThat(mapper.readValue(mapper.writeValueAsString(conversation), CONVERSATION)).isEqualTo(conversation);
	}

	@Test
	void keepsTheBytesOnTheSecondWayToo() {
		String json = PLAIN.writeValueAsString(new Conversation(new Random(7)).messages(50));
		assertThat(PLAIN.writeValueAsString(PLAIN.readValue(json, CONVERSATION))).isEqualTo(json);
	}

	@Test
	void reportsWhatWasSaidAndNothingDerived() {
		assertThat(PLAIN.writeValueAsString(Message.user("Why?"))).isEqualTo(
				"{\"role\":\"USER\",\"content\":[{\"type\":\"text\",\"text\":\"Why?\",\"cached\":false}],\"toolCalls\":[]}");
		assertThat(PLAIN.writeValueAsString(new ToolCall("1", "find", "{}")))
			.isEqualTo("{\"id\":\"1\",\"name\":\"find\",\"arguments\":\"{}\",\"extras\":{}}");
	}

	@ParameterizedTest
	@MethodSource("mappers")
	void readsOverWhatItDoesNotKnow(JsonMapper mapper) {
		assertThat(mapper.readValue("""
				{"role": "USER", "size": 4, "toolCalls": [], "later": {"a": [1]},
				 "content": [{"size": 4, "text": "Why?", "type": "text", "cached": false, "later": null}]}""",
				Message.class))
			.isEqualTo(Message.user("Why?"));
	}

	@ParameterizedTest
	@MethodSource("mappers")
	void takesWhatIsMissingForEmpty(JsonMapper mapper) {
		assertThat(mapper.readValue("{\"role\":\"USER\",\"content\":[{\"type\":\"text\",\"text\":\"Why?\"}]}",
				Message.class))
			.isEqualTo(Message.user("Why?"));
		assertThat(mapper.readValue("{\"role\":\"ASSISTANT\",\"content\":null,\"reasoning\":{\"text\":\"\"}}",
				Message.class))
			.isEqualTo(new Message(Message.Role.ASSISTANT, List.of(), List.of(), null, null,
					new Message.Thoughts("", List.of(), null)));
	}

	private static Message thoughtful() {
		Map<String, Object> extras = new LinkedHashMap<>();
		extras.put("signature", "c2ln");
		extras.put("nothing", null);
		extras.put("nested", Map.of("numbers", List.of(1, 2.5, 10_000_000_000L, true)));
		return new Message(Message.Role.ASSISTANT, List.of(ContentPart.text("I look.")),
				List.of(new ToolCall("call-1", "find", "{\"q\":\"a\"}", extras), new ToolCall("call-2", "find", "")),
				null, "no", new Message.Thoughts("Hm.", List.of(extras, Map.of("type", "reasoning.text")), "anthropic"),
				"critic", new Message.Origin("openrouter", "anthropic", "reasoning_content", extras));
	}

	/**
	 * Conversations of every shape. Equal seeds make equal ones.
	 */
	private record Conversation(Random random) {

		List<Message> messages(int count) {
			return IntStream.range(0, count).mapToObj((index) -> message()).toList();
		}

		private Message message() {
			Message.Role[] roles = Message.Role.values();
			return new Message(roles[this.random.nextInt(roles.length)], some(this::part), some(this::call),
					maybe(this::word), maybe(this::word), maybe(this::thoughts), maybe(this::word),
					maybe(this::origin));
		}

		private ContentPart part() {
			return switch (this.random.nextInt(5)) {
				case 0 -> new ContentPart.Text(word(), this.random.nextBoolean());
				case 1 -> new ContentPart.Image(word(), maybe(this::word));
				case 2 -> new ContentPart.File(maybe(this::word), maybe(this::word), maybe(this::word));
				case 3 -> new ContentPart.Audio(word(), word());
				default -> new ContentPart.Video(word());
			};
		}

		private ToolCall call() {
			return new ToolCall(word(), word(), word(), fields(3));
		}

		private Message.Thoughts thoughts() {
			return new Message.Thoughts(word(), some(() -> fields(3)), maybe(this::word));
		}

		private Message.Origin origin() {
			return new Message.Origin(word(), word(), maybe(this::word), fields(3));
		}

		private Map<String, Object> fields(int depth) {
			Map<String, Object> fields = new LinkedHashMap<>();
			some(this::word).forEach((name) -> fields.put(name, value(depth)));
			return fields;
		}

		private @Nullable Object value(int depth) {
			return switch (this.random.nextInt((depth > 0) ? 7 : 5)) {
				case 0 -> null;
				case 1 -> this.random.nextInt();
				case 2 -> Integer.MAX_VALUE + 1L + this.random.nextInt(1000);
				case 3 -> this.random.nextDouble();
				case 4 -> word();
				case 5 -> some(() -> value(depth - 1));
				default -> fields(depth - 1);
			};
		}

		private String word() {
			return WORDS.get(this.random.nextInt(WORDS.size()));
		}

		private <T> @Nullable T maybe(Supplier<T> value) {
			return this.random.nextBoolean() ? value.get() : null;
		}

		private <T extends @Nullable Object> List<T> some(Supplier<T> value) {
			List<T> some = new ArrayList<>();
			IntStream.range(0, this.random.nextInt(4)).forEach((index) -> some.add(value.get()));
			return some;
		}

	}

}
