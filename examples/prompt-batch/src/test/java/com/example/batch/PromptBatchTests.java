package com.example.batch;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.cascade.test.AutoConfigureCascadeStub;
import io.cascade.test.Fault;
import io.cascade.test.ScriptedOpenRouter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest
@AutoConfigureCascadeStub
class PromptBatchTests {

	private static final List<String> MODELS = List.of("qwen/qwen3-30b-a3b", "deepseek/deepseek-chat-v3.1",
			"openai/gpt-4.1-mini");

	@Autowired
	private BatchRunner runner;

	@Autowired
	private ScriptedOpenRouter openRouter;

	@TempDir
	private Path folder;

	@Test
	void answersFiveHundredPromptsInTheirOrder() throws IOException {
		this.openRouter.model(MODELS.get(0)).answers("first");
		this.openRouter.model(MODELS.get(0)).fails(Fault.status(503).times(3));
		Report report = run(prompts(500));
		assertThat(report.answered()).isEqualTo(500);
		assertThat(report.lost()).isEmpty();
		assertThat(report.usd()).isPositive();
		assertThat(Files.readAllLines(this.folder.resolve("answers.txt"))).hasSize(500).contains("first");
		assertThat(this.openRouter.requests()).hasSizeGreaterThanOrEqualTo(500)
			.allSatisfy((request) -> assertThat(request.models()).isNotEmpty().isSubsetOf(MODELS));
	}

	@Test
	void goesOnWhenPromptsAreLost() throws IOException {
		this.openRouter.failsEveryRequest(Fault.status(400).times(2));
		Report report = run(Stream.concat(prompts(10).stream(), Stream.of("")).toList());
		assertThat(report.answered()).isEqualTo(8);
		assertThat(report.lost()).hasSize(2).containsEntry("invalid-request", 2).containsValue(1);
		assertThat(Files.readAllLines(this.folder.resolve("answers.txt"))).hasSize(11)
			.filteredOn((line) -> line.startsWith("(lost: "))
			.hasSize(3);
	}

	@Test
	void stopsSpendingAtTheCeiling() throws IOException {
		MODELS.forEach((model) -> {
			this.openRouter.lists(model).price("0.50", "0.50");
			this.openRouter.model(model).tokens(1000, 199_000);
		});
		Report report = run(prompts(500));
		assertThat(report.answered()).isGreaterThanOrEqualTo(10).isLessThan(100);
		assertThat(report.lost()).isEqualTo(Map.of("budget", 500 - report.answered()));
		assertThat(report.usd()).isBetween(BigDecimal.ONE, new BigDecimal(4));
		assertThat(this.openRouter.requests()).hasSize(report.answered());
	}

	private Report run(List<String> prompts) throws IOException {
		Path file = Files.write(this.folder.resolve("prompts.txt"), prompts);
		return this.runner.run(file, this.folder.resolve("answers.txt"));
	}

	private static List<String> prompts(int count) {
		return IntStream.range(0, count).mapToObj((i) -> "Name the colour number " + i).toList();
	}

}
