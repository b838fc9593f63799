package io.cascade.langchain4j;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Consumer;

import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.TokenStream;
import io.cascade.test.Fault;
import io.cascade.test.ModelScript;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * AI services over LangChain4j's own model of OpenAI and over a chain, side by side: what
 * came of each when the first model fails. The table is that of
 * {@code docs/langchain4j.md}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScenarioTests {

	private static final Path PAGE = Path.of("..", "docs", "langchain4j.md");

	private static final String BEGIN = "<!-- scenarios -->\n";

	private static final String END = "<!-- end of scenarios -->";

	private static final String TEXT = "The answer is a sentence of several words, and whole only with its last one.";

	private ModelsFixture models;

	@BeforeAll
	void start() {
		this.models = ModelsFixture.start();
	}

	@AfterAll
	void stop() {
		this.models.close();
	}

	@Test
	void whatCameOfEachScenarioIsInThePage() throws IOException {
		List<Row> rows = new ArrayList<>();
		for (Scenario scenario : Scenario.values()) {
			for (Break broken : Break.values()) {
				rows.add(new Row(scenario, broken, outcome(scenario, broken, true), outcome(scenario, broken, false)));
			}
		}
		assertThat(rows).allSatisfy((row) -> {
			assertThat(row.ours().lost()).as(row.toString())
				.isEqualTo((row.scenario().streamed && row.broken().afterContent) ? 1 : 0);
			assertThat(row.ours().wrong()).as(row.toString()).isZero();
			assertThat(row.ours().repeated()).as(row.toString()).isZero();
		});
		String page = Files.readString(PAGE);
		String table = table(rows);
		int begin = page.indexOf(BEGIN) + BEGIN.length();
		if (Boolean.getBoolean("cascade.write-documents")) {
			Files.writeString(PAGE, page.substring(0, begin) + table + page.substring(page.indexOf(END)));
		}
		assertThat(Files.readString(PAGE)).contains(BEGIN + table + END);
	}

	private static String table(List<Row> rows) {
		StringBuilder table = new StringBuilder(
				"| Scenario | The first model | LangChain4j's OpenAI | A chain |\n| --- | --- | --- | --- |\n");
		for (Row row : rows) {
			table.append("| %s | %s | %s | %s |\n".formatted(row.scenario().words, row.broken().words,
					row.theirs().words(), row.ours().words()));
		}
		return table.toString();
	}

	private Outcome outcome(Scenario scenario, Break broken, boolean ours) {
		this.models.reset();
		ModelScript primary = this.models.openRouter().model(ModelsFixture.PRIMARY);
		scenario.script.accept(primary);
		scenario.script.accept(this.models.openRouter().model(ModelsFixture.FALLBACK));
		if (broken.fault != null) {
			primary.fails(broken.fault);
		}
		Effects effects = new Effects();
		Contender contender = ours ? new Contender(this.models.chat(), this.models.streaming()) : openAi();
		String answer;
		try {
			answer = scenario.asked.apply(contender, effects);
		}
		catch (RuntimeException ex) {
			answer = null;
		}
		int sent = this.models.openRouter().requests().size();
		return new Outcome((answer == null) ? 1 : 0, (answer == null || answer.equals(scenario.expected)) ? 0 : 1,
				Math.max(0, effects.paid.get() - 1) + Math.max(0, effects.noted.get() - 1), sent);
	}

	private Contender openAi() {
		String url = this.models.openRouter().baseUrl().toString();
		String key = this.models.openRouter().apiKey();
		return new Contender(
				OpenAiChatModel.builder()
					.baseUrl(url)
					.apiKey(key)
					.modelName(ModelsFixture.PRIMARY)
					.supportedCapabilities(Capability.RESPONSE_FORMAT_JSON_SCHEMA)
					.build(),
				OpenAiStreamingChatModel.builder().baseUrl(url).apiKey(key).modelName(ModelsFixture.PRIMARY).build());
	}

	private static void say(ModelScript model) {
		model.answersInChunks(TEXT.split("(?<= )"));
	}

	/**
	 * Five rounds: two calls at once, a payment, a tool that fails, a note, the answer.
	 */
	private static void act(ModelScript model) {
		model.answersWithToolCall("call_1", "weather", "{\"city\":\"Paris\"}")
			.answersWithToolCall("call_2", "weather", "{\"city\":\"Rome\"}")
			.then()
			.answersWithToolCall("call_3", "pay", "{\"euros\":\"10\"}")
			.then()
			.answersWithToolCall("call_4", "fail", "{\"why\":\"no reason\"}")
			.then()
			.answersWithToolCall("call_5", "note", "{\"words\":\"paid\"}")
			.then();
		say(model);
	}

	private static void remember(ModelScript model) {
		model.answers("Hello Anna.").then();
		say(model);
	}

	private static void describe(ModelScript model) {
		model.answers("{\"name\":\"Paris\",\"country\":{\"name\":\"France\",\"people\":68}}");
	}

	private static String whole(Contender contender, Effects effects) {
		return service(contender, effects, Whole.class).answer("Why?");
	}

	private static String streamed(Contender contender, Effects effects) {
		CompletableFuture<String> end = new CompletableFuture<>();
		StringBuilder heard = new StringBuilder();
		service(contender, effects, Streamed.class).answer("Why?")
			.onPartialResponse(heard::append)
			.onCompleteResponse((response) -> end.complete(heard.toString()))
			.onError(end::completeExceptionally)
			.start();
		return end.orTimeout(20, TimeUnit.SECONDS).join();
	}

	private static String twice(Contender contender, Effects effects) {
		Whole service = service(contender, effects, Whole.class);
		service.answer("I am Anna.");
		return service.answer("Who am I?");
	}

	private static String structured(Contender contender, Effects effects) {
		City city = service(contender, effects, Cities.class).describe("Paris");
		return city.name() + " in " + city.country().name() + " with " + city.country().people();
	}

	private static <T> T service(Contender contender, Effects effects, Class<T> type) {
		return AiServices.builder(type)
			.chatModel(contender.whole())
			.streamingChatModel(contender.streaming())
			.chatMemory(MessageWindowChatMemory.withMaxMessages(50))
			.tools(effects)
			.build();
	}

	private enum Scenario {

		WHOLE("whole answer", false, ScenarioTests::say, ScenarioTests::whole, TEXT),

		STREAM("stream", true, ScenarioTests::say, ScenarioTests::streamed, TEXT),

		TOOLS("tools, five rounds", false, ScenarioTests::act, ScenarioTests::whole, TEXT),

		STREAMED_TOOLS("tools, five rounds, streamed", true, ScenarioTests::act, ScenarioTests::streamed, TEXT),

		MEMORY("memory, two turns", false, ScenarioTests::remember, ScenarioTests::twice, TEXT),

		STRUCTURED("nested record", false, ScenarioTests::describe, ScenarioTests::structured,
				"Paris in France with 68");

		private final String words;

		private final boolean streamed;

		private final Consumer<ModelScript> script;

		private final BiFunction<Contender, Effects, String> asked;

		private final String expected;

		Scenario(String words, boolean streamed, Consumer<ModelScript> script,
				BiFunction<Contender, Effects, String> asked, String expected) {
			this.words = words;
			this.streamed = streamed;
			this.script = script;
			this.asked = asked;
			this.expected = expected;
		}

	}

	private enum Break {

		NEVER("answers", null, false),

		BEFORE("is down", Fault.status(503).always(), false),

		MIDDLE("breaks off after a piece", Fault.cutAfter(1).always(), true),

		END("does not say that it ended", Fault.withoutFinishReason().and(Fault.withoutDone()).always(), true);

		private final String words;

		private final @Nullable Fault fault;

		private final boolean afterContent;

		Break(String words, @Nullable Fault fault, boolean afterContent) {
			this.words = words;
			this.fault = fault;
			this.afterContent = afterContent;
		}

	}

	private record Contender(ChatModel whole, StreamingChatModel streaming) {

	}

	private record Row(Scenario scenario, Break broken, Outcome ours, Outcome theirs) {

	}

	private record Outcome(int lost, int wrong, int repeated, int requests) {

		String words() {
			String end = (this.lost > 0) ? "lost" : (this.wrong > 0) ? "**wrong**" : "right";
			String again = (this.repeated > 0) ? ", %d effects repeated".formatted(this.repeated) : "";
			return "%s%s, %d request%s".formatted(end, again, this.requests, (this.requests == 1) ? "" : "s");
		}

	}

	interface Whole {

		String answer(String question);

	}

	interface Streamed {

		TokenStream answer(String question);

	}

	interface Cities {

		City describe(String question);

	}

	record City(String name, Country country) {

	}

	record Country(String name, int people) {

	}

	static final class Effects {

		private final AtomicInteger paid = new AtomicInteger();

		private final AtomicInteger noted = new AtomicInteger();

		@Tool
		String weather(String city) {
			return "Sun in " + city;
		}

		@Tool
		String pay(String euros) {
			this.paid.incrementAndGet();
			return "Paid " + euros;
		}

		@Tool
		String fail(String why) {
			throw new IllegalStateException("Fails for " + why);
		}

		@Tool
		String note(String words) {
			this.noted.incrementAndGet();
			return "Noted " + words;
		}

	}

}
