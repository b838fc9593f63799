package io.cascade.langchain4j;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import io.cascade.test.Fault;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two thousand streams that are open at once, through both models at one server.
 */
class ManyStreamsTests {

	private static final int STREAMS = 2000;

	private static final int PIECES = 8;

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static final String PIECE = "A piece of an answer. ";

	@Test
	void noneOfThemHoldsAThread() throws Exception {
		try (ModelsFixture models = ModelsFixture.start(Map.of("cascade.chains.assistant.deadline", "60s"))) {
			script(models);
			Run ours = run(models.streaming());
			models.reset();
			script(models);
			Run theirs = run(OpenAiStreamingChatModel.builder()
				.baseUrl(models.openRouter().baseUrl().toString())
				.apiKey(models.openRouter().apiKey())
				.modelName(ModelsFixture.PRIMARY)
				.timeout(LIMIT)
				.build());
			System.getLogger("many-streams")
				.log(System.Logger.Level.INFO, "Cascade {0}, LangChain4j {1}", ours, theirs);
			assertThat(ours.delivered()).isEqualTo(STREAMS);
			assertThat(ours.threads()).isLessThan(60);
			assertThat(theirs.threads()).isGreaterThan(ours.threads());
		}
	}

	private static void script(ModelsFixture models) {
		models.openRouter()
			.model(ModelsFixture.PRIMARY)
			.answersInChunks(Collections.nCopies(PIECES, PIECE).toArray(String[]::new))
			.fails(Fault.chunkDelay(Duration.ofMillis(500)).always());
	}

	/** Threads are those that came with the streams. */
	private static Run run(StreamingChatModel model) throws Exception {
		int before = ManagementFactory.getThreadMXBean().getThreadCount();
		ManagementFactory.getThreadMXBean().resetPeakThreadCount();
		CompletableFuture<?> all = new CompletableFuture<>();
		AtomicInteger delivered = new AtomicInteger();
		AtomicInteger ended = new AtomicInteger();
		long begun = System.nanoTime();
		for (int i = 0; i < STREAMS; i++) {
			model.chat("Why?", new Counting(delivered, ended, all));
		}
		try {
			all.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
		}
		catch (TimeoutException ex) {
			assertThat(ended).hasValueLessThan(STREAMS);
		}
		int threads = ManagementFactory.getThreadMXBean().getPeakThreadCount() - before;
		return new Run(delivered.get(), threads, Duration.ofNanos(System.nanoTime() - begun).toMillis());
	}

	/**
	 * What came of all streams.
	 *
	 * @param delivered streams whose answer was whole in time
	 * @param threads threads that came with them
	 * @param millis how long it took
	 */
	record Run(int delivered, int threads, long millis) {

	}

	private record Counting(AtomicInteger delivered, AtomicInteger ended,
			CompletableFuture<?> all) implements StreamingChatResponseHandler {

		@Override
		public void onCompleteResponse(ChatResponse response) {
			if (PIECE.repeat(PIECES).equals(response.aiMessage().text())) {
				this.delivered.incrementAndGet();
			}
			end();
		}

		@Override
		public void onError(Throwable ex) {
			end();
		}

		private void end() {
			if (this.ended.incrementAndGet() == STREAMS) {
				this.all.complete(null);
			}
		}

	}

}
