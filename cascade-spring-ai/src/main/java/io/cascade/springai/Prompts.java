package io.cascade.springai;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import io.cascade.CascadeRequest;
import io.cascade.Options;
import io.cascade.ResponseFormat;
import io.cascade.Tool;
import io.cascade.quality.JsonGates;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.model.tool.ToolCallingManager;
import org.springframework.ai.tool.definition.ToolDefinition;
import org.springframework.util.CollectionUtils;
import org.springframework.util.StringUtils;

/**
 * Prompts of Spring AI as requests to a chain.
 *
 * @param isChain whether a model is the name of a chain
 * @param tools resolves the tools that a prompt offers
 */
record Prompts(Predicate<String> isChain, ToolCallingManager tools) {

	private static final String ANSWER = "answer";

	/** To be answered whole, so that what is no good can be asked of the next model. */
	CascadeRequest whole(Prompt prompt) {
		CascadeRequest request = request(prompt);
		if (!request.tools().isEmpty()) {
			request = request.addGates(JsonGates.toolArguments());
		}
		return (request.responseFormat() != null) ? request.addGates(JsonGates.schema()) : request;
	}

	CascadeRequest request(Prompt prompt) {
		CascadeRequest request = CascadeRequest.of(Messages.of(prompt.getInstructions()));
		ChatOptions options = prompt.getOptions();
		if (options == null) {
			return request;
		}
		request = request.options(options(options));
		request = (options instanceof CascadeChatOptions own) ? own(request, own) : model(request, options.getModel());
		if (options instanceof ToolCallingChatOptions calling) {
			request = tools(request, calling);
		}
		return (options instanceof StructuredOutputChatOptions structured)
				? format(request, structured.getOutputSchema()) : request;
	}

	private CascadeRequest own(CascadeRequest request, CascadeChatOptions own) {
		CascadeRequest asked = (own.getChain() != null) ? request.chain(own.getChain())
				: model(request, own.getModel());
		asked = (own.getStartWith() != null) ? asked.startWith(own.getStartWith()) : asked;
		asked = (own.getMaxCost() != null) ? asked.maxCost(own.getMaxCost()) : asked;
		asked = (own.getDeadline() != null) ? asked.deadline(own.getDeadline()) : asked;
		for (Map.Entry<String, String> tag : own.getTags().entrySet()) {
			asked = asked.tag(tag.getKey(), tag.getValue());
		}
		return asked;
	}

	private CascadeRequest model(CascadeRequest request, @Nullable String model) {
		if (!StringUtils.hasText(model)) {
			return request;
		}
		return this.isChain.test(model) ? request.chain(model) : request.models(model);
	}

	private static Options options(ChatOptions options) {
		List<String> stop = options.getStopSequences();
		return Options.none()
			.temperature(options.getTemperature())
			.topP(options.getTopP())
			.topK(options.getTopK())
			.maxTokens(options.getMaxTokens())
			.frequencyPenalty(options.getFrequencyPenalty())
			.presencePenalty(options.getPresencePenalty())
			.stop(CollectionUtils.isEmpty(stop) ? null : stop);
	}

	private CascadeRequest tools(CascadeRequest request, ToolCallingChatOptions calling) {
		List<ToolDefinition> defined = this.tools.resolveToolDefinitions(calling);
		return defined.isEmpty() ? request : request.tools(defined.stream().map(Prompts::tool).toArray(Tool[]::new));
	}

	private static Tool tool(ToolDefinition defined) {
		return Tool.of(defined.name(), defined.description(),
				Json.schema("tools." + defined.name(), defined.inputSchema()));
	}

	private static CascadeRequest format(CascadeRequest request, @Nullable String outputSchema) {
		if (!StringUtils.hasText(outputSchema)) {
			return request;
		}
		Map<String, Object> schema = Json.schema("outputSchema", outputSchema);
		return request.responseFormat(
				new ResponseFormat("json_schema", ANSWER, schema, StrictSchema.isStrict(schema) ? true : null));
	}

}
