package io.cascade.springai;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.cascade.springai.Scenarios.Break;
import io.cascade.springai.Scenarios.Outcome;
import io.cascade.springai.Scenarios.Run;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.document.Document;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.vectorstore.SimpleVectorStore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same scenarios over Spring AI's own model of OpenAI and over a chain of two, side
 * by side; the table of the document is what came of it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SideBySideTests {

	private static final Path PAGE = Path.of("..", "docs", "spring-ai.md");

	private static final String BEGIN = "<!-- side by side -->\n";

	private static final String END = "<!-- end of side by side -->";

	private Fixture fixture;

	private SimpleVectorStore store;

	@BeforeAll
	void start() {
		this.fixture = Fixture.start(Map.of("spring.ai.model.embedding", "cascade", "cascade.chains.vectors.models[0]",
				"e/embed", "cascade.chains.vectors.embeddings", "true"));
		this.store = SimpleVectorStore.builder(this.fixture.context().getBean(CascadeEmbeddingModel.class)).build();
		this.store.add(List.of(new Document(Scenarios.DOCUMENT)));
	}

	@AfterAll
	void stop() {
		this.fixture.close();
	}

	@Test
	void theTableIsWhatHappened() throws IOException {
		Scenarios scenarios = new Scenarios(this.fixture.openRouter(), this.store);
		List<Row> rows = new ArrayList<>();
		scenarios.all().forEach((name, scenario) -> rows.add(row(name, scenario, List.of(Break.values()))));
		rows.add(row("structured output, the first model answers wrongly", scenarios::structured,
				List.of(Break.BEFORE)));
		String table = table(rows);
		if (Boolean.getBoolean("cascade.write-documents")) {
			write(table);
		}
		assertThat(between(Files.readString(PAGE))).isEqualTo(table);
		assertThat(rows).allSatisfy((row) -> {
			assertThat(row.ours().outcome().wrong()).as(row.name()).isZero();
			assertThat(row.ours().outcome().repeated()).as(row.name()).isZero();
		});
		assertThat(rows).filteredOn((row) -> !row.name().contains("stream"))
			.allSatisfy((row) -> assertThat(row.ours().outcome().lost()).as(row.name()).isZero());
	}

	private Row row(String name, Function<Run, Outcome> scenario, List<Break> breaks) {
		return new Row(name, breaks.size(), count(this::openAi, scenario, breaks),
				count(this.fixture::model, scenario, breaks));
	}

	private Count count(java.util.function.Supplier<ChatModel> model, Function<Run, Outcome> scenario,
			List<Break> breaks) {
		Outcome sum = Outcome.RIGHT;
		int paid = 0;
		for (Break how : breaks) {
			this.fixture.reset();
			Run run = new Run(model.get(), this.fixture.openRouter(), how);
			sum = sum.and(scenario.apply(run));
			paid += run.paid();
		}
		return new Count(sum, paid);
	}

	private ChatModel openAi() {
		return OpenAiChatModel.builder()
			.options(OpenAiChatOptions.builder()
				.baseUrl(this.fixture.openRouter().baseUrl().toString())
				.apiKey(this.fixture.openRouter().apiKey())
				.model(Fixture.FIRST)
				.build())
			.build();
	}

	private static String table(List<Row> rows) {
		StringBuilder table = new StringBuilder(
				"| | runs | OpenAI model: lost | wrong | effects twice | paid | chain: lost | wrong | effects twice | paid |\n");
		table.append("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
		for (Row row : rows) {
			table.append("| ")
				.append(row.name())
				.append(" | ")
				.append(row.runs())
				.append(row.openAi().cells())
				.append(row.ours().cells())
				.append(" |\n");
		}
		return table.toString();
	}

	private static String between(String page) {
		int begin = page.indexOf(BEGIN) + BEGIN.length();
		return page.substring(begin, page.indexOf(END));
	}

	private static void write(String table) throws IOException {
		String page = Files.readString(PAGE);
		Files.writeString(PAGE, page.replace(BEGIN + between(page), BEGIN + table));
	}

	/**
	 * A row of the table.
	 *
	 * @param name the scenario
	 * @param runs how often it was run
	 * @param openAi what became of it over Spring AI's own model
	 * @param ours what became of it over a chain
	 */
	record Row(String name, int runs, Count openAi, Count ours) {

	}

	/**
	 * What was counted.
	 *
	 * @param outcome what became of it
	 * @param paid requests for which content came
	 */
	record Count(Outcome outcome, int paid) {

		String cells() {
			return " | " + this.outcome.lost() + " | " + this.outcome.wrong() + " | " + this.outcome.repeated() + " | "
					+ this.paid;
		}

	}

}
