package io.cascade.springai;

import java.time.Duration;
import java.util.Map;

import io.cascade.CascadeRun;
import io.cascade.RunExceededException;
import io.cascade.RunLimits;
import io.cascade.Runs;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.tool.annotation.Tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A model that never stops to call tools, in Spring AI's own loop.
 */
@NullUnmarked
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunawayLoopTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private static final RunLimits FIVE = RunLimits.NONE.withMaxRequests(5);

	private Fixture fixture;

	@BeforeAll
	void start() {
		this.fixture = Fixture.start(Map.of());
	}

	@BeforeEach
	void script() {
		this.fixture.reset();
		this.fixture.openRouter().model(Fixture.FIRST).answersWithToolCall("call", "more", "{}");
	}

	@AfterAll
	void stop() {
		this.fixture.close();
	}

	private ChatClient.ChatClientRequestSpec asked() {
		return this.fixture.client().prompt("Go!").tools(new Endless());
	}

	private int paid() {
		return this.fixture.openRouter().requests().size();
	}

	@Test
	void withoutARunItIsPaidForUntilSpringAiStopsIt() {
		asked().call().content();
		assertThat(paid()).isGreaterThan(40);
	}

	@Test
	void aRunOfTheThreadEndsIt() {
		CascadeRun run = CascadeRun.of(FIVE);
		try (Runs.Scope scope = run.open()) {
			assertThatExceptionOfType(RunExceededException.class).isThrownBy(() -> asked().call().content())
				.satisfies((ex) -> assertThat(ex.run().requests()).isEqualTo(5));
			assertThat(scope).isNotNull();
		}
		assertThat(paid()).isEqualTo(5);
	}

	@Test
	void aRunOfTheContextEndsAStream() {
		CascadeRun run = CascadeRun.of(FIVE);
		assertThatExceptionOfType(RunExceededException.class)
			.isThrownBy(() -> run.around(asked().stream().content()).blockLast(LIMIT));
		assertThat(paid()).isEqualTo(5);
	}

	/** The first round is on this thread, those behind it are not. */
	@Test
	void aRunOfTheThreadEndsAStreamThatCapturesIt() {
		CascadeRun run = CascadeRun.of(FIVE);
		try (Runs.Scope scope = run.open()) {
			assertThatExceptionOfType(RunExceededException.class)
				.isThrownBy(() -> asked().stream().content().contextCapture().blockLast(LIMIT));
			assertThat(scope).isNotNull();
		}
		assertThat(paid()).isEqualTo(5);
	}

	/**
	 * A tool that is called for ever.
	 */
	static final class Endless {

		@Tool(description = "Tells that there is more")
		String more() {
			return "more";
		}

	}

}
