package io.cascade.springai;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;

import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.ContextView;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.model.tool.ToolCallingManager;
import org.springframework.ai.model.tool.ToolExecutionResult;
import org.springframework.ai.model.tool.internal.ToolCallReactiveContextHolder;
import org.springframework.ai.tool.definition.ToolDefinition;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Runs the calls of one round side by side, each by the manager that it stands around.
 * Thread-safe, if that one is.
 * <p>
 * Spring AI itself runs them one after the other. Tools have to bear it: what is bound to
 * a thread, such as a transaction, is not theirs on another, but for what Micrometer's
 * context propagation carries on. Results keep the order of the calls. Limits count as
 * before; calls behind the one that breaks a limit may have run.
 */
public final class ParallelToolCallingManager implements ToolCallingManager {

	private static final ContextSnapshotFactory CONTEXT = ContextSnapshotFactory.builder().build();

	private final ToolCallingManager manager;

	private final Executor executor;

	/**
	 * Stands around a manager.
	 * @param manager runs each call
	 * @param executor runs what the thread that waits does not run itself, which it does
	 * where the executor is busy
	 */
	public ParallelToolCallingManager(ToolCallingManager manager, Executor executor) {
		this.manager = manager;
		this.executor = executor;
	}

	/**
	 * Puts one around each manager of an application, on Reactor's elastic threads.
	 * @return to be a static bean
	 */
	public static BeanPostProcessor postProcessor() {
		return new BeanPostProcessor() {

			@Override
			public Object postProcessAfterInitialization(Object bean, String name) {
				return (bean instanceof ToolCallingManager one && !(bean instanceof ParallelToolCallingManager))
						? new ParallelToolCallingManager(one, Schedulers.boundedElastic()::schedule) : bean;
			}

		};
	}

	@Override
	public List<ToolDefinition> resolveToolDefinitions(ToolCallingChatOptions options) {
		return this.manager.resolveToolDefinitions(options);
	}

	@Override
	public ToolExecutionResult executeToolCalls(Prompt prompt, ChatResponse response) {
		AssistantMessage asked = response.getResults()
			.stream()
			.map(Generation::getOutput)
			.filter(AssistantMessage::hasToolCalls)
			.findFirst()
			.orElse(null);
		if (asked == null || asked.getToolCalls().size() == 1) {
			return this.manager.executeToolCalls(prompt, response);
		}
		List<FutureTask<ToolExecutionResult>> running = tasks(prompt, asked);
		running.stream().skip(1).forEach(this.executor::execute);
		running.forEach(FutureTask::run);
		return joined(prompt, asked, running.stream().map(ParallelToolCallingManager::result).toList());
	}

	private List<FutureTask<ToolExecutionResult>> tasks(Prompt prompt, AssistantMessage asked) {
		ContextView reactive = ToolCallReactiveContextHolder.getContext();
		ContextSnapshot thread = CONTEXT.captureAll();
		List<FutureTask<ToolExecutionResult>> tasks = new ArrayList<>();
		for (int i = 0; i < asked.getToolCalls().size(); i++) {
			AssistantMessage one = asked.mutate().toolCalls(List.of(asked.getToolCalls().get(i))).build();
			Prompt before = counted(prompt, asked.getToolCalls().subList(0, i));
			tasks.add(new FutureTask<>(thread.wrap(() -> within(reactive,
					() -> this.manager.executeToolCalls(before, new ChatResponse(List.of(new Generation(one))))))));
		}
		return tasks;
	}

	/** A limit counts results, those of this round included. */
	private static Prompt counted(Prompt prompt, List<AssistantMessage.ToolCall> earlier) {
		if (earlier.isEmpty()) {
			return prompt;
		}
		List<Message> messages = new ArrayList<>(prompt.getInstructions());
		messages.add(ToolResponseMessage.builder()
			.responses(earlier.stream()
				.map((call) -> new ToolResponseMessage.ToolResponse(call.id(), call.name(), ""))
				.toList())
			.build());
		return new Prompt(messages, prompt.getOptions());
	}

	private static ToolExecutionResult within(ContextView reactive,
			java.util.function.Supplier<ToolExecutionResult> call) {
		ContextView outer = ToolCallReactiveContextHolder.getContext();
		ToolCallReactiveContextHolder.setContext(reactive);
		try {
			return call.get();
		}
		finally {
			ToolCallReactiveContextHolder.setContext(outer);
		}
	}

	private static ToolExecutionResult result(FutureTask<ToolExecutionResult> task) {
		try {
			return task.get();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while tools run", ex);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof RuntimeException failure) {
				throw failure;
			}
			throw new IllegalStateException(ex.getCause());
		}
	}

	private static ToolExecutionResult joined(Prompt prompt, AssistantMessage asked,
			List<ToolExecutionResult> results) {
		List<ToolResponseMessage.ToolResponse> responses = new ArrayList<>();
		for (ToolExecutionResult result : results) {
			List<Message> history = result.conversationHistory();
			if (history.get(history.size() - 1) instanceof ToolResponseMessage last) {
				responses.addAll(last.getResponses());
			}
		}
		List<Message> history = new ArrayList<>(prompt.getInstructions());
		history.add(asked);
		history.add(ToolResponseMessage.builder().responses(responses).build());
		return ToolExecutionResult.builder()
			.conversationHistory(history)
			.returnDirect(results.stream().allMatch(ToolExecutionResult::returnDirect))
			.build();
	}

}
