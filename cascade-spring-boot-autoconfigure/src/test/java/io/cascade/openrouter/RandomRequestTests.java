package io.cascade.openrouter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

import io.cascade.CascadeRequest;
import io.cascade.ContentPart;
import io.cascade.Dialect;
import io.cascade.Hop;
import io.cascade.Message;
import io.cascade.Options;
import io.cascade.ProviderPreferences;
import io.cascade.Reasoning;
import io.cascade.ResponseFormat;
import io.cascade.Target;
import io.cascade.Tool;
import io.cascade.ToolCall;
import io.cascade.ToolChoice;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random legal requests beside a description of what is legal. The invariant: each field
 * that was set and that the dialect knows is there once, with its value; nothing else is;
 * and each is of the form that the description says.
 * <p>
 * {@code -Dcascade.random-requests=100000} makes more of them.
 */
class RandomRequestTests {

	private static final int COUNT = Integer.getInteger("cascade.random-requests", 2_000);

	private static final Predicate<Object> TEXT = String.class::isInstance;

	private static final Predicate<Object> FLAG = Boolean.class::isInstance;

	private static final Predicate<Object> OBJECT = Map.class::isInstance;

	/** What may stand in a body, in words of our own. */
	private static final Map<String, Predicate<Object>> LEGAL = new LinkedHashMap<>();

	private static final Set<String> OPENROUTER_ONLY = Set.of("models", "top_k", "top_a", "min_p", "repetition_penalty",
			"reasoning", "plugins", "session_id", "cache_control", "provider");

	private static final List<Set<String>> NEVER_TOGETHER = List.of(Set.of("model", "models"),
			Set.of("max_tokens", "max_completion_tokens"));

	private static final Map<Dialect, Set<String>> NEEDED = Map.of(Dialect.OPENROUTER, Set.of("messages", "stream"),
			Dialect.OPENAI, Set.of("model", "messages", "stream", "stream_options"));

	/** How a parameter is set, by its name in the body. */
	static final Map<String, BiFunction<Options, Random, Options>> SETTERS = new LinkedHashMap<>();

	static {
		legal(TEXT, "model", "user", "session_id", "prompt_cache_key");
		legal(RandomRequestTests::isList, "models", "messages", "tools", "stop", "plugins", "modalities");
		legal(OBJECT, "response_format", "logit_bias", "metadata", "reasoning", "prediction", "cache_control",
				"provider", "stream_options");
		legal(FLAG, "stream", "logprobs", "parallel_tool_calls");
		legal(RandomRequestTests::isWhole, "max_tokens", "max_completion_tokens", "top_k", "seed", "top_logprobs");
		legal(between(0, 2), "temperature", "repetition_penalty");
		legal(between(0, 1), "top_p", "top_a", "min_p");
		legal(between(-2, 2), "frequency_penalty", "presence_penalty");
		legal(Set.of("low", "medium", "high")::contains, "verbosity");
		legal(Set.of("flex", "priority", "default")::contains, "service_tier");
		legal(Set.of("minimal", "low", "high")::contains, "reasoning_effort");
		legal((value) -> OBJECT.test(value) || Set.of("auto", "none", "required").contains(value), "tool_choice");
		SETTERS.put("max_tokens", (options, random) -> options.maxTokens(1 + random.nextInt(9_999)));
		SETTERS.put("max_completion_tokens", (options, random) -> options.maxCompletionTokens(1 + random.nextInt(99)));
		SETTERS.put("temperature", (options, random) -> options.temperature(random.nextInt(21) / 10.0));
		SETTERS.put("top_p", (options, random) -> options.topP(random.nextDouble()));
		SETTERS.put("top_k", (options, random) -> options.topK(random.nextInt(100)));
		SETTERS.put("top_a", (options, random) -> options.topA(random.nextDouble()));
		SETTERS.put("min_p", (options, random) -> options.minP(random.nextDouble()));
		SETTERS.put("frequency_penalty", (options, random) -> options.frequencyPenalty(random.nextInt(41) / 10.0 - 2));
		SETTERS.put("presence_penalty", (options, random) -> options.presencePenalty(random.nextInt(41) / 10.0 - 2));
		SETTERS.put("repetition_penalty", (options, random) -> options.repetitionPenalty(random.nextDouble()));
		SETTERS.put("seed", (options, random) -> options.seed(random.nextLong() >> 12));
		SETTERS.put("stop", (options, random) -> options.stop(List.of(text(random), "\n")));
		SETTERS.put("logit_bias", (options, random) -> options.logitBias(Map.of("1", -1.5, "22", 100.0)));
		SETTERS.put("logprobs", (options, random) -> options.logprobs(random.nextBoolean()));
		SETTERS.put("top_logprobs", (options, random) -> options.topLogprobs(random.nextInt(21)));
		SETTERS.put("parallel_tool_calls", (options, random) -> options.parallelToolCalls(random.nextBoolean()));
		SETTERS.put("modalities", (options, random) -> options.modalities(List.of("text", "image")));
		SETTERS.put("verbosity", (options, random) -> options.verbosity(of(random, "low", "medium", "high")));
		SETTERS.put("reasoning", (options, random) -> options.reasoning(Reasoning.maxTokens(1 + random.nextInt(9))));
		SETTERS.put("reasoning_effort", (options, random) -> options.reasoningEffort(of(random, "minimal", "low")));
		SETTERS.put("prediction", (options, random) -> options.prediction(text(random)));
		SETTERS.put("service_tier", (options, random) -> options.serviceTier(of(random, "flex", "priority")));
		SETTERS.put("plugins", (options, random) -> options.plugins(List.of(Map.of("id", text(random)))));
		SETTERS.put("session_id", (options, random) -> options.sessionId("s" + text(random)));
		SETTERS.put("metadata", (options, random) -> options.metadata(Map.of("k", text(random))));
		SETTERS.put("user", (options, random) -> options.user(text(random)));
		SETTERS.put("prompt_cache_key", (options, random) -> options.promptCacheKey("k" + text(random)));
		SETTERS.put("cache_control", (options, random) -> options.cacheControl(of(random, "5m", "1h")));
	}

	private static boolean isWhole(Object value) {
		return value instanceof Number number && number.longValue() == number.doubleValue();
	}

	private static boolean isList(Object value) {
		return value instanceof List<?> list && !list.isEmpty();
	}

	private static void legal(Predicate<Object> form, String... names) {
		List.of(names).forEach((name) -> LEGAL.put(name, form));
	}

	private static Predicate<Object> between(double least, double most) {
		return (value) -> value instanceof Number number && number.doubleValue() >= least
				&& number.doubleValue() <= most;
	}

	private final ChatRequestEncoder encoder = new ChatRequestEncoder(Fitting.NONE);

	@Test
	@DisplayName("M15 no field of a random legal request is lost or invented")
	void sendsWhatWasSetAndNothingElse() {
		for (int seed = 0; seed < COUNT; seed++) {
			Random random = new Random(seed);
			Dialect dialect = random.nextBoolean() ? Dialect.OPENROUTER : Dialect.OPENAI;
			Set<String> expected = new TreeSet<>(NEEDED.getOrDefault(dialect, Set.of()));
			CascadeRequest request = request(random, expected);
			request.options().check();
			List<Target> targets = targets(random, dialect);
			expected.remove("models");
			expected.remove("model");
			expected.add((targets.size() == 1) ? "model" : "models");
			if (dialect == Dialect.OPENAI) {
				expected.removeAll(OPENROUTER_ONLY);
			}
			else if (expected.contains("reasoning")) {
				expected.remove("reasoning_effort");
			}
			Hop hop = new Hop(0, targets, request.options(), request.provider());
			byte[] bytes = this.encoder.encode(Fixtures.call(request, hop), true);
			Map<String, Object> body = JsonValues.object(bytes);
			assertThat(new TreeSet<>(body.keySet())).as("seed %d", seed).isEqualTo(expected);
			assertLegal(seed, body, request);
		}
	}

	private static void assertLegal(int seed, Map<String, Object> body, CascadeRequest request) {
		body.forEach((name, value) -> assertThat(LEGAL.get(name)).as("%s of seed %d", name, seed).accepts(value));
		NEVER_TOGETHER.forEach((names) -> assertThat(body.keySet().containsAll(names)).as("seed %d", seed).isFalse());
		List<?> messages = (List<?>) Objects.requireNonNull(body.get("messages"));
		assertThat(messages).as("seed %d", seed).hasSameSizeAs(request.messages());
		for (int i = 0; i < messages.size(); i++) {
			Message message = request.messages().get(i);
			Map<?, ?> sent = (Map<?, ?>) messages.get(i);
			assertThat(sent.get("role")).isEqualTo(message.role().id());
			assertThat(sent.get("name")).isEqualTo(message.name());
			assertThat(sent.get("tool_call_id")).isEqualTo(message.toolCallId());
			assertThat(texts(sent.get("content"))).as("seed %d", seed).isEqualTo(message.text());
		}
		assertThat((body.get("tools") instanceof List<?> tools) ? tools.size() : 0).isEqualTo(request.tools().size());
	}

	private static String texts(@Nullable Object content) {
		if (content instanceof List<?> parts) {
			StringBuilder text = new StringBuilder();
			parts.forEach((part) -> text
				.append(((Map<?, ?>) part).containsKey("text") ? ((Map<?, ?>) part).get("text") : ""));
			return text.toString();
		}
		return (content != null) ? content.toString() : "";
	}

	private static CascadeRequest request(Random random, Set<String> expected) {
		CascadeRequest request = CascadeRequest.of(messages(random));
		Options options = Options.none();
		for (Map.Entry<String, BiFunction<Options, Random, Options>> setter : SETTERS.entrySet()) {
			if (random.nextInt(3) == 0) {
				options = setter.getValue().apply(options, random);
				expected.removeAll(setter.getKey().startsWith("max_") ? NEVER_TOGETHER.get(1) : Set.of());
				expected.add(setter.getKey());
			}
		}
		request = request.options(options);
		if (random.nextBoolean()) {
			request = request.tools(new Tool("f_" + random.nextInt(9), text(random), Map.of("type", "object"), true));
			request = request.toolChoice(random.nextBoolean() ? ToolChoice.AUTO : ToolChoice.function("f"));
			expected.addAll(List.of("tools", "tool_choice"));
		}
		else {
			expected.remove("parallel_tool_calls");
		}
		if (random.nextBoolean()) {
			request = request.responseFormat(ResponseFormat.jsonSchema("s", Map.of("type", "object")));
			expected.add("response_format");
		}
		if (random.nextBoolean()) {
			request = request.provider(ProviderPreferences.none().sort("price").zdr(true));
			expected.add("provider");
		}
		return request;
	}

	private static List<Message> messages(Random random) {
		List<Function<Random, Message>> kinds = List.of((each) -> Message.system(text(each)),
				(each) -> Message.user(text(each)).named("n" + each.nextInt(9)), (each) -> Message.user(text(each)),
				(each) -> Message.user(ContentPart.text(text(each)), ContentPart.image("https://i.example"),
						ContentPart.text(text(each)), ContentPart.video("data:x"), ContentPart.audio("QUE=", "wav"),
						ContentPart.file("a", "data:y")),
				(each) -> Message.assistant(text(each)),
				(each) -> Message.assistant(List.of(new ToolCall("c", "f", "{}"))),
				(each) -> Message.tool("c" + each.nextInt(9), text(each)));
		List<Message> messages = new ArrayList<>();
		for (int i = 0; i <= random.nextInt(5); i++) {
			messages.add(kinds.get(random.nextInt(kinds.size())).apply(random));
		}
		return messages;
	}

	private static List<Target> targets(Random random, Dialect dialect) {
		if (dialect == Dialect.OPENAI) {
			return List.of(Fixtures.target(Fixtures.OLLAMA, "llama"));
		}
		return List.of(Fixtures.target("a/one"), Fixtures.target("b/two"), Fixtures.target("c/three"))
			.subList(0, 1 + random.nextInt(3));
	}

	static String of(Random random, String... words) {
		return words[random.nextInt(words.length)];
	}

	static String text(Random random) {
		return of(random, "Why?", "é𝄞\n", "\"quoted\" \\ \u2028", "  ", "{\"a\":1}", "\u0000\u0007")
				+ random.nextInt(99);
	}

}
