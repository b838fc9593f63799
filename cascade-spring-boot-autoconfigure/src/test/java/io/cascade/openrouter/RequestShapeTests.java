package io.cascade.openrouter;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import io.cascade.CascadeRequest;
import io.cascade.Hop;
import io.cascade.Message;
import io.cascade.Options;
import io.cascade.ProviderPreferences;
import io.cascade.ResponseFormat;
import io.cascade.Target;
import io.cascade.Tool;
import io.cascade.ToolChoice;
import io.cascade.exchange.Call;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is kept of a request for the next one of its kind. The invariant: an encoder that
 * has written others before writes the bytes of one that has not.
 */
class RequestShapeTests {

	private static final int REQUESTS = 3_000;

	private static final List<Target> TARGETS = List.of(Fixtures.target("a/one"), Fixtures.target("b/two"),
			Fixtures.target(Fixtures.OLLAMA, "llama"));

	private static final List<Tool> TOOLS = List.of(Tool.of("f", "does f", Map.of("type", "object")),
			Tool.of("g", "does g", Map.of("type", "object")), Tool.onServer("openrouter:x", Map.of("p", 1)));

	private static final List<ResponseFormat> FORMATS = List.of(ResponseFormat.jsonObject(),
			ResponseFormat.jsonSchema("s", Map.of("type", "object")));

	private static final Fitting FITTING = new Fitting(List.of(new Fitting.Rule(List.of("b/*"), List.of(), Set.of(),
			Set.of("top_p"), Map.of("max_tokens", "limit"), Map.of("seed", 1))));

	private final ChatRequestEncoder encoder = new ChatRequestEncoder(FITTING);

	@Test
	@DisplayName("L07 a request is the same bytes whatever was asked before")
	void isTheSameAfterOthers() {
		for (int seed = 0; seed < REQUESTS; seed++) {
			Random random = new Random(seed);
			boolean stream = random.nextBoolean();
			Call call = call(random);
			assertThat(text(this.encoder, call, stream)).as("seed %d", seed)
				.isEqualTo(text(new ChatRequestEncoder(FITTING), call, stream));
		}
	}

	@Test
	@DisplayName("L07 equal maps in another order are other bytes, as they were given")
	void keepsTheOrderOfMaps() {
		assertThat(text(call(Options.none().metadata(ordered("a", "b"))))).contains("{\"a\":\"1\",\"b\":\"1\"}");
		assertThat(text(call(Options.none().metadata(ordered("b", "a"))))).contains("{\"b\":\"1\",\"a\":\"1\"}");
		assertThat(text(call(Options.none().extraBody(Map.of("x", ordered("a", "b")))))).contains("{\"a\":\"1\",");
		assertThat(text(call(Options.none().extraBody(Map.of("x", ordered("b", "a")))))).contains("{\"b\":\"1\",");
	}

	private static Map<String, String> ordered(String... names) {
		Map<String, String> ordered = new LinkedHashMap<>();
		for (String name : names) {
			ordered.put(name, "1");
		}
		return ordered;
	}

	@Test
	void writesLongMessagesBetweenWhatIsKept() {
		for (int length : List.of(1, 3_000, 7_990, 8_000, 8_001, 100_000, 1_000_000)) {
			for (String piece : List.of("x", "\u00e9", "\uD83D\uDE00", "\"")) {
				Call call = Fixtures.call(CascadeRequest.of(piece.repeat(length)), Fixtures.hop("a/one"));
				String body = text(this.encoder, call, true);
				assertThat(body).startsWith("{\"model\":\"a/one\",\"messages\":[{").endsWith("],\"stream\":true}");
				assertThat(JsonValues.object(body)).extractingByKey("messages")
					.isEqualTo(List.of(Map.of("role", "user", "content", piece.repeat(length))));
			}
		}
	}

	private String text(Call call) {
		return text(this.encoder, call, true);
	}

	private static String text(ChatRequestEncoder encoder, Call call, boolean stream) {
		return new String(encoder.encode(call, stream), StandardCharsets.UTF_8);
	}

	private static Call call(Options options) {
		return Fixtures.call(Fixtures.QUESTION, new Hop(0, TARGETS.subList(0, 1), options, ProviderPreferences.none()));
	}

	private static Call call(Random random) {
		CascadeRequest request = CascadeRequest.of(Message.system("Be brief."), Message.user("q" + random.nextInt()));
		List<Tool> tools = new ArrayList<>(TOOLS.subList(0, random.nextInt(3)));
		if (random.nextInt(4) == 0) {
			tools.add(TOOLS.get(2));
		}
		request = request.tools(tools.toArray(Tool[]::new));
		if (random.nextInt(3) == 0) {
			request = request.toolChoice(random.nextBoolean() ? ToolChoice.AUTO : ToolChoice.function("f"));
		}
		if (random.nextInt(3) == 0) {
			request = request.responseFormat(FORMATS.get(random.nextInt(2)));
		}
		int first = random.nextInt(3);
		List<Target> targets = TARGETS.subList(first, (first < 2) ? first + 1 + random.nextInt(2 - first) : 3);
		return Fixtures.call(request, new Hop(0, targets, options(random), provider(random)));
	}

	private static Options options(Random random) {
		Options options = Options.none();
		options = (random.nextInt(2) == 0) ? options : options.temperature((random.nextInt(3) - 1) * 0.0);
		options = (random.nextInt(2) == 0) ? options : options.maxTokens(1 + random.nextInt(2));
		options = (random.nextInt(4) != 0) ? options : options.topP(0.5);
		options = (random.nextInt(8) != 0) ? options : options.stop(List.of("x", "y"));
		options = (random.nextInt(8) != 0) ? options : options.metadata(Map.of("k", "v" + random.nextInt(2)));
		return (random.nextInt(8) != 0) ? options : options.extraBody(Map.of("x", random.nextInt(2)));
	}

	private static ProviderPreferences provider(Random random) {
		return (random.nextInt(4) != 0) ? ProviderPreferences.none()
				: ProviderPreferences.none().sort(random.nextBoolean() ? "price" : "latency");
	}

}
