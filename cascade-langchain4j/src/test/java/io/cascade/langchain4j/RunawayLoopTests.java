package io.cascade.langchain4j;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.exception.NonRetriableException;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.TokenStream;
import io.cascade.CascadeRun;
import io.cascade.RunExceededException;
import io.cascade.RunLimits;
import io.cascade.Runs;
import io.cascade.test.ModelScript;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * An AI service whose model never stops calling its tool, with a run and without one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunawayLoopTests {

	private static final int ROUNDS = 40;

	private static final int LIMIT = 7;

	private ModelsFixture models;

	@BeforeAll
	void start() {
		this.models = ModelsFixture.start();
	}

	@BeforeEach
	void script() {
		this.models.reset();
		ModelScript model = this.models.openRouter().model(ModelsFixture.PRIMARY);
		for (int i = 0; i < ROUNDS - 1; i++) {
			model.answersWithToolCall("call_" + i, "look", "{\"where\":\"everywhere\"}").then();
		}
		model.answers("Nothing found.");
	}

	@AfterAll
	void stop() {
		this.models.close();
	}

	@Test
	void withoutARunEveryRoundIsPaid() {
		Looking looking = new Looking();
		assertThat(service(looking, Whole.class).answer("Where?")).isEqualTo("Nothing found.");
		assertThat(this.models.openRouter().requests()).hasSize(ROUNDS);
		assertThat(looking.looks).hasValue(ROUNDS - 1);
	}

	@Test
	void aRunOfTheThreadEndsTheLoopAtItsLimit() {
		CascadeRun run = CascadeRun.of("looking", RunLimits.NONE.withMaxRequests(LIMIT));
		Whole service = service(new Looking(), Whole.class);
		try (Runs.Scope scope = run.open()) {
			assertThat(scope).isNotNull();
			assertThatExceptionOfType(NonRetriableException.class).isThrownBy(() -> service.answer("Where?"))
				.withCauseInstanceOf(RunExceededException.class);
		}
		assertThat(this.models.openRouter().requests()).hasSize(LIMIT);
	}

	@Test
	void aRunOfTheThreadGoesWithAStreamToItsLaterRounds() {
		CascadeRun run = CascadeRun.of("looking", RunLimits.NONE.withMaxRequests(LIMIT));
		CompletableFuture<Throwable> failure = new CompletableFuture<>();
		CompletableFuture<ChatResponse> end = new CompletableFuture<>();
		try (Runs.Scope scope = run.open()) {
			assertThat(scope).isNotNull();
			service(new Looking(), Streamed.class).answer("Where?")
				.onPartialResponse((piece) -> assertThat(piece).isNotNull())
				.onCompleteResponse(end::complete)
				.onError(failure::complete)
				.start();
		}
		assertThat(failure.orTimeout(20, TimeUnit.SECONDS).join()).isInstanceOf(NonRetriableException.class)
			.hasCauseInstanceOf(RunExceededException.class);
		assertThat(this.models.openRouter().requests()).hasSize(LIMIT);
		assertThat(end).isNotDone();
	}

	private <T> T service(Looking looking, Class<T> type) {
		return AiServices.builder(type)
			.chatModel(this.models.chat())
			.streamingChatModel(this.models.streaming())
			.tools(List.of(looking))
			.build();
	}

	interface Whole {

		String answer(String question);

	}

	interface Streamed {

		TokenStream answer(String question);

	}

	static final class Looking {

		private final AtomicInteger looks = new AtomicInteger();

		@Tool
		String look(String where) {
			this.looks.incrementAndGet();
			return "Nothing " + where;
		}

	}

}
