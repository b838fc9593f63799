package io.cascade;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An answer as JSON is what a browser can show, by whatever mapper the application has.
 */
class AnswerJsonTests {

	private static final JsonMapper PLAIN = JsonMapper.builder().build();

	private static final Target TARGET = new Target(
			new Upstream("secret-upstream", Dialect.OPENAI, 1, "secret-account"), "a/x", "secret-chain",
			Options.none().serviceTier("secret"), ProviderPreferences.none(), Target.Traits.UNKNOWN);

	private static final Set<String> NAMES = Set.of("text", "refusal", "toolCalls", "media", "model", "provider",
			"finishReason", "usage", "cost", "spend", "generationId", "attempts", "outcome", "status", "millis", "id",
			"name", "arguments", "type", "data", "transcript", "promptTokens", "completionTokens", "totalTokens",
			"cachedTokens", "cacheWriteTokens", "reasoningTokens");

	static Stream<JsonMapper> mappers() {
		return Stream.of(PLAIN,
				PLAIN.rebuild()
					.changeDefaultPropertyInclusion((old) -> old.withValueInclusion(JsonInclude.Include.ALWAYS)
						.withContentInclusion(JsonInclude.Include.ALWAYS))
					.build(),
				PLAIN.rebuild().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build(), ofSpring());
	}

	private static JsonMapper ofSpring() {
		List<JsonMapper> mappers = new ArrayList<>();
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class))
			.run((context) -> mappers.add(context.getBean(JsonMapper.class)));
		return mappers.get(0);
	}

	@ParameterizedTest
	@MethodSource("mappers")
	@DisplayName("seeded: names are the documented ones, nothing is null, and no secret of a prompt, thought or upstream is told")
	void reportsWhatABrowserCanShow(JsonMapper mapper) {
		Answers answers = new Answers(new Random(15));
		for (int i = 0; i < 300; i++) {
			String json = mapper.writeValueAsString(answers.next());
			assertThat(json).doesNotContain("secret", "null");
			JsonNode tree = mapper.readTree(json);
			assertThat(names(tree)).isSubsetOf(NAMES).contains("text", "model", "spend");
		}
	}

	private static Set<String> names(JsonNode tree) {
		Set<String> names = new LinkedHashSet<>(tree.propertyNames());
		tree.forEach((child) -> names.addAll(names(child)));
		return names;
	}

	@Test
	@DisplayName("names follow the strategy of the application, like those of its own types")
	void followsTheNamingStrategy() {
		JsonMapper snake = PLAIN.rebuild().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();
		assertThat(snake.writeValueAsString(plain())).contains("\"finish_reason\":\"stop\"", "\"prompt_tokens\":3");
	}

	@Test
	@DisplayName("the smallest answer is three fields")
	void omitsWhatIsNotThere() {
		CascadeResponse smallest = new CascadeResponse(Message.assistant(""), List.of(),
				CascadeChunk.End.of(Attempt.of(0, "llama3.1:8b", Attempt.Outcome.ANSWERED), null));
		assertThat(PLAIN.writeValueAsString(smallest))
			.isEqualTo("{\"text\":\"\",\"model\":\"llama3.1:8b\",\"spend\":0}");
	}

	@Test
	@DisplayName("a list and a map of answers are written alike")
	void writesAnswersInsideOtherValues() {
		String one = PLAIN.writeValueAsString(plain());
		assertThat(PLAIN.writeValueAsString(List.of(plain(), plain()))).isEqualTo("[%s,%s]".formatted(one, one));
		assertThat(PLAIN.writeValueAsString(Map.of("answer", plain()))).isEqualTo("{\"answer\":%s}".formatted(one));
	}

	@ParameterizedTest
	@MethodSource("mappers")
	@DisplayName("the message of an answer is kept whole, with what is not told of the answer, and is read back")
	void messageOfAnAnswerIsReadBack(JsonMapper mapper) {
		Answers answers = new Answers(new Random(16));
		List<Message> conversation = IntStream.range(0, 100).mapToObj((index) -> answers.next().message()).toList();
		assertThat(mapper.readValue(mapper.writeValueAsString(conversation), new TypeReference<List<Message>>() {
		})).isEqualTo(conversation);
	}

	private static CascadeResponse plain() {
		return new CascadeResponse(Message.assistant("Hi."), List.of(),
				CascadeChunk.End.of(Attempt.of(0, "a/x", Attempt.Outcome.ANSWERED)
					.withUsage(new Usage(3L, 1L, 4L, null, null, null))
					.withCost(Cost.reported(new BigDecimal("0.1"), null)), "stop"));
	}

	/**
	 * Answers of every shape; what must not be told is a secret. Equal seeds make equal
	 * ones.
	 */
	private record Answers(Random random) {

		CascadeResponse next() {
			List<ToolCall> calls = some(() -> new ToolCall("call", "find", "{}", Map.of("signature", "secret")));
			Message message = new Message(Message.Role.ASSISTANT, List.of(ContentPart.text("Hi.")), calls, null,
					maybe("I can't."), maybe(new Message.Thoughts("secret", List.of(Map.of("data", "secret")), "a")),
					null, maybe(new Message.Origin("openrouter", "a", "reasoning", Map.of("field", "secret"))));
			Attempt answered = Attempt.of(0, "a/x", Attempt.Outcome.ANSWERED)
				.withReportedModel(maybe("a/x-dated-secret"))
				.withProvider(maybe("Anthropic"))
				.withUsage(maybe(usage()))
				.withCost(cost())
				.withGenerationId(maybe("gen-1"))
				.withServiceTier(maybe("secret-tier"));
			CascadeChunk.Extras extras = new CascadeChunk.Extras(List.of(Map.of("url", "secret")), List.of(),
					Map.of("system_fingerprint", "secret"), Map.of("field", "secret"), "reasoning");
			return new CascadeResponse(message, some(() -> new CascadeChunk.Media("audio", "AA==", maybe("Hi"))),
					CascadeChunk.End.of(answered, maybe("stop"))
						.withAttempts(some(this::attempt))
						.withExtras(extras)
						.withLeftOut(some(() -> new LeftOut("b/secret", LeftOut.Reason.BUDGET, Instant.EPOCH))));
		}

		private Attempt attempt() {
			FailureKind[] kinds = FailureKind.values();
			return TARGET.attempt(0, Attempt.Outcome.FAILED)
				.withReportedModel(maybe("secret"))
				.withProvider(maybe("Anthropic"))
				.withKind(maybe(kinds[this.random.nextInt(kinds.length)]))
				.withStatus(maybe(429))
				.withElapsed(maybe(Duration.ofMillis(this.random.nextInt(1000))))
				.withTimeToFirstToken(maybe(Duration.ofMillis(3)))
				.withUsage(maybe(usage()))
				.withCost(cost())
				.withGenerationId(maybe("secret-gen"))
				.withInferred(this.random.nextBoolean())
				.withReason(maybe("secret words of an upstream"))
				.withServiceTier(maybe("secret"));
		}

		private Usage usage() {
			return new Usage(maybe(3L), maybe(1L), maybe(4L), maybe(0L), maybe(0L), maybe(7L));
		}

		private Cost cost() {
			return this.random.nextBoolean() ? Cost.UNKNOWN
					: Cost.reported(BigDecimal.valueOf(this.random.nextInt(1000), 6), maybe(BigDecimal.ONE));
		}

		private <T> @Nullable T maybe(T value) {
			return this.random.nextBoolean() ? value : null;
		}

		private <T> List<T> some(Supplier<T> value) {
			return IntStream.range(0, this.random.nextInt(3)).mapToObj((index) -> value.get()).toList();
		}

	}

}
