package io.cascade.openrouter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Function;

import io.cascade.CascadeRequest;
import io.cascade.ContentPart;
import io.cascade.Hop;
import io.cascade.Message;
import io.cascade.Options;
import io.cascade.ResponseFormat;
import io.cascade.Target;
import io.cascade.Tool;
import io.cascade.ToolCall;
import io.cascade.ToolChoice;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random requests, written and read. The invariant: what was asked is what is read, and
 * nothing is unknown.
 */
class ReadBackTests {

	private static final int COUNT = 3_000;

	private static final JsonMapper MAPPER = new JsonMapper();

	private static final List<Function<Random, Message>> MESSAGES = List.of((random) -> Message.system(text(random)),
			(random) -> Message.user(text(random)),
			(random) -> Message.user(text(random)).named("n-" + random.nextInt(9)),
			(random) -> new Message(Message.Role.DEVELOPER, List.of(new ContentPart.Text(text(random), true)),
					List.of(), null, null, null),
			ReadBackTests::parts, (random) -> Message.assistant(text(random)), ReadBackTests::calls,
			(random) -> new Message(Message.Role.ASSISTANT, List.of(), List.of(), null, text(random), null),
			ReadBackTests::thought,
			(random) -> Message.tool("c" + random.nextInt(9), random.nextBoolean() ? "" : text(random)));

	private static final List<Function<Random, ContentPart>> PARTS = List.of((random) -> ContentPart.text(text(random)),
			(random) -> new ContentPart.Text(text(random), true), (random) -> ContentPart.image("https://i.example"),
			(random) -> new ContentPart.Image("data:x", "low"), (random) -> ContentPart.video("data:x"),
			(random) -> ContentPart.audio("QUE=", "wav"), (random) -> ContentPart.file("a", "data:y"),
			(random) -> new ContentPart.File(null, null, "file-1"),
			(random) -> new ContentPart.File(null, "data:z", null));

	private final ChatRequestEncoder encoder = new ChatRequestEncoder(Fitting.NONE);

	private final Target target = Fixtures.target("openai/gpt-5-mini");

	@Test
	void readsWhatIsWritten() {
		for (int seed = 0; seed < COUNT; seed++) {
			CascadeRequest request = request(new Random(seed));
			ChatRequestReader.Reading reading = ChatRequestReader.read(written(request));
			CascadeRequest read = reading.request();
			assertThat(read.messages()).as("seed %d", seed).isEqualTo(request.messages());
			assertThat(read.options()).as("seed %d", seed).isEqualTo(request.options());
			assertThat(read.tools()).as("seed %d", seed).isEqualTo(request.tools());
			assertThat(read.toolChoice()).as("seed %d", seed).isEqualTo(request.toolChoice());
			assertThat(read.responseFormat()).as("seed %d", seed).isEqualTo(request.responseFormat());
			assertThat(reading.unknown()).as("seed %d", seed).isEmpty();
		}
	}

	@SuppressWarnings("unchecked")
	private Map<String, Object> written(CascadeRequest request) {
		Hop hop = new Hop(0, List.of(this.target), request.options(), request.provider());
		return MAPPER.readValue(this.encoder.encode(Fixtures.call(request, hop), true), Map.class);
	}

	static CascadeRequest request(Random random) {
		List<Message> messages = new ArrayList<>();
		for (int i = 0; i <= random.nextInt(6); i++) {
			messages.add(of(random, MESSAGES).apply(random));
		}
		CascadeRequest request = CascadeRequest.of(messages);
		Options options = Options.none();
		for (BiFunction<Options, Random, Options> setter : RandomRequestTests.SETTERS.values()) {
			options = (random.nextInt(3) == 0) ? setter.apply(options, random) : options;
		}
		options = options.reasoningEffort(null);
		if (random.nextBoolean()) {
			request = request.tools(tools(random))
				.toolChoice(of(random,
						List.of(ToolChoice.AUTO, ToolChoice.NONE, ToolChoice.REQUIRED, ToolChoice.function("f_0"))));
		}
		else {
			options = options.parallelToolCalls(null);
		}
		if (random.nextBoolean()) {
			request = request.responseFormat(of(random,
					List.of(ResponseFormat.text(), ResponseFormat.jsonObject(),
							ResponseFormat.jsonSchema("s", Map.of("type", "object")).describedAs("why"),
							new ResponseFormat("json_schema", "t", Map.of(), null))));
		}
		return request.options(options);
	}

	private static Tool[] tools(Random random) {
		List<Tool> tools = new ArrayList<>();
		for (int i = 0; i <= random.nextInt(3); i++) {
			tools.add(of(random,
					List.of(new Tool("f_" + i, null, Map.of(), null),
							new Tool("f_" + i, text(random), Map.of("type", "object", "minProperties", 1),
									random.nextBoolean()),
							Tool.onServer("openrouter:web_search", Map.of()),
							Tool.onServer("openrouter:datetime", Map.of("timezone", "UTC")))));
		}
		return tools.toArray(Tool[]::new);
	}

	private static Message parts(Random random) {
		List<ContentPart> parts = new ArrayList<>();
		for (int i = 0; i <= random.nextInt(4); i++) {
			parts.add(of(random, PARTS).apply(random));
		}
		return Message.user(parts.toArray(ContentPart[]::new));
	}

	private static Message calls(Random random) {
		List<ToolCall> calls = new ArrayList<>();
		for (int i = 0; i <= random.nextInt(3); i++) {
			calls.add(new ToolCall("c" + i, "f_" + random.nextInt(3), "{\"a\":" + i + "}"));
		}
		List<ContentPart> words = random.nextBoolean() ? List.of() : List.of(ContentPart.text(text(random)));
		return new Message(Message.Role.ASSISTANT, words, calls, null, null, null);
	}

	/** Details go back to models of their author only. */
	private static Message thought(Random random) {
		String words = text(random);
		Map<String, Object> detail = Map.of("type", "reasoning.text", "text", words, "signature", "c2ln", "format",
				"openai-responses-v1", "index", 0);
		return new Message(Message.Role.ASSISTANT, List.of(ContentPart.text(text(random))), List.of(), null, null,
				new Message.Thoughts(words, List.of(detail), "openai"));
	}

	private static <T> T of(Random random, List<T> some) {
		return some.get(random.nextInt(some.size()));
	}

	private static String text(Random random) {
		return RandomRequestTests.text(random);
	}

}
