package io.cascade.springai;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.DefaultToolCallingManager;
import org.springframework.ai.model.tool.ToolCallLimitExceededException;
import org.springframework.ai.model.tool.ToolExecutionResult;
import org.springframework.ai.support.ToolCallbacks;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tools of one round that need each other.
 */
@NullUnmarked
class ParallelToolsTests {

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void toolsOfARoundMeet(boolean streamed) {
		try (Fixture fixture = Fixture.start(Map.of(), Parallel.class)) {
			fixture.openRouter()
				.model(Fixture.FIRST)
				.answersWithToolCall("call_1", "left", "{}")
				.answersWithToolCall("call_2", "right", "{}")
				.then()
				.answers("They met.");
			ChatClient.ChatClientRequestSpec asked = fixture.client().prompt("Meet!").tools(new Meeting());
			String answer = streamed
					? String.join("", asked.stream().content().collectList().block(Duration.ofSeconds(30)))
					: asked.call().content();
			assertThat(answer).isEqualTo("They met.");
			assertThat(fixture.openRouter().lastRequest().text()).containsSubsequence("call_1", "met on the left",
					"met on the right");
		}
	}

	@Test
	void whereNoThreadIsFreeTheOneThatWaitsRunsThem() {
		List<Runnable> never = new ArrayList<>();
		ToolExecutionResult result = manager(never::add, 40).executeToolCalls(prompt(), calls("one", "one", "one"));
		assertThat(never).hasSize(2);
		ToolResponseMessage last = (ToolResponseMessage) result.conversationHistory().get(2);
		assertThat(last.getResponses()).extracting(ToolResponseMessage.ToolResponse::id)
			.containsExactly("call_0", "call_1", "call_2");
		assertThat(result.conversationHistory()).hasSize(3);
	}

	@Test
	void limitsCountTheCallsOfTheRound() {
		assertThatExceptionOfType(ToolCallLimitExceededException.class)
			.isThrownBy(() -> manager(Runnable::run, 2).executeToolCalls(prompt(), calls("one", "one", "one")));
		manager(Runnable::run, 3).executeToolCalls(prompt(), calls("one", "one", "one"));
	}

	private static ParallelToolCallingManager manager(Executor executor, int limit) {
		return new ParallelToolCallingManager(DefaultToolCallingManager.builder().maxCallsPerTool(limit).build(),
				executor);
	}

	private static Prompt prompt() {
		return new Prompt(List.of(new UserMessage("Go!")),
				CascadeChatOptions.builder().toolCallbacks(ToolCallbacks.from(new Counting())).build());
	}

	private static ChatResponse calls(String... names) {
		List<AssistantMessage.ToolCall> calls = new ArrayList<>();
		for (String name : names) {
			calls.add(new AssistantMessage.ToolCall("call_" + calls.size(), "function", name, "{}"));
		}
		return new ChatResponse(
				List.of(new Generation(AssistantMessage.builder().content("").toolCalls(calls).build())));
	}

	/**
	 * One tool.
	 */
	static final class Counting {

		@Tool(description = "Counts one")
		String one() {
			return "one";
		}

	}

	/**
	 * Two tools, of which neither ends without the other.
	 */
	static final class Meeting {

		private final CyclicBarrier barrier = new CyclicBarrier(2);

		@Tool(description = "Waits on the left")
		String left() throws InterruptedException, BrokenBarrierException, TimeoutException {
			this.barrier.await(10, TimeUnit.SECONDS);
			return "met on the left";
		}

		@Tool(description = "Waits on the right")
		String right() throws InterruptedException, BrokenBarrierException, TimeoutException {
			this.barrier.await(10, TimeUnit.SECONDS);
			return "met on the right";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Parallel {

		@Bean
		static BeanPostProcessor parallelTools() {
			return ParallelToolCallingManager.postProcessor();
		}

	}

}
