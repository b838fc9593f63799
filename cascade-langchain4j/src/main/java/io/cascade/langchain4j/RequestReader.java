package io.cascade.langchain4j;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import io.cascade.CascadeRequest;
import io.cascade.Message;
import io.cascade.Options;
import io.cascade.ResponseFormat;
import io.cascade.StreamRules;
import io.cascade.Tool;
import io.cascade.ToolChoice;
import io.cascade.quality.JsonGates;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests of LangChain4j.
 *
 * @param chains the names of the chains
 */
record RequestReader(Set<String> chains) {

	/**
	 * An answer in JSON that does not meet its schema is another model's to give, since
	 * whoever reads it could only fail.
	 */
	CascadeRequest whole(ChatRequest asked) {
		CascadeRequest request = read(asked);
		ResponseFormat format = request.responseFormat();
		return (format != null && format.schema() != null) ? request.addGates(JsonGates.schema()) : request;
	}

	/** What a handler was told can't be made void. */
	CascadeRequest streamed(ChatRequest asked) {
		return read(asked).streaming(StreamRules::withoutRestart);
	}

	private CascadeRequest read(ChatRequest asked) {
		CascadeChatRequestParameters parameters = CascadeChatRequestParameters.of(asked.parameters());
		CascadeRequest request = addressed(CascadeRequest.of(messages(asked.messages())), parameters)
			.options(options(parameters));
		return formed(limited(request, parameters), parameters);
	}

	private static List<Message> messages(List<ChatMessage> messages) {
		return messages.stream().map(MessageReader::read).toList();
	}

	private CascadeRequest addressed(CascadeRequest request, CascadeChatRequestParameters parameters) {
		CascadeRequest addressed = (parameters.chain() != null) ? request.chain(parameters.chain()) : request;
		String model = parameters.modelName();
		if (model != null && !this.chains.contains(model)) {
			addressed = addressed.models(model);
		}
		else if (model != null && parameters.chain() == null) {
			addressed = addressed.chain(model);
		}
		return (parameters.startWith() != null) ? addressed.startWith(parameters.startWith()) : addressed;
	}

	private static Options options(CascadeChatRequestParameters parameters) {
		List<String> stop = parameters.stopSequences();
		return Options.none()
			.temperature(parameters.temperature())
			.topP(parameters.topP())
			.topK(parameters.topK())
			.frequencyPenalty(parameters.frequencyPenalty())
			.presencePenalty(parameters.presencePenalty())
			.maxTokens(parameters.maxOutputTokens())
			.stop((stop == null || stop.isEmpty()) ? null : stop)
			.orElse(parameters.options());
	}

	private static CascadeRequest limited(CascadeRequest request, CascadeChatRequestParameters parameters) {
		CascadeRequest limited = request;
		Duration deadline = parameters.deadline();
		if (deadline != null) {
			limited = limited.deadline(deadline);
		}
		BigDecimal maxCost = parameters.maxCost();
		if (maxCost != null) {
			limited = limited.maxCost(maxCost);
		}
		for (Map.Entry<String, String> tag : parameters.tags().entrySet()) {
			limited = limited.tag(tag.getKey(), tag.getValue());
		}
		return limited;
	}

	private static CascadeRequest formed(CascadeRequest request, CascadeChatRequestParameters parameters) {
		CascadeRequest formed = request;
		List<ToolSpecification> tools = parameters.toolSpecifications();
		if (tools != null && !tools.isEmpty()) {
			formed = formed.tools(tools.stream().map(RequestReader::tool).toArray(Tool[]::new));
		}
		if (parameters.toolChoice() != null) {
			formed = formed.toolChoice(choice(parameters.toolChoice()));
		}
		ResponseFormat format = format(parameters.responseFormat());
		return (format != null) ? formed.responseFormat(format) : formed;
	}

	private static Tool tool(ToolSpecification tool) {
		boolean strict = Boolean.TRUE.equals(tool.strict());
		Map<String, Object> schema = (tool.parameters() != null) ? Schemas.of(tool.parameters(), strict)
				: Schemas.NO_ARGUMENTS;
		return new Tool(tool.name(), tool.description(), schema, tool.strict());
	}

	private static ToolChoice choice(dev.langchain4j.model.chat.request.ToolChoice choice) {
		return switch (choice) {
			case AUTO -> ToolChoice.AUTO;
			case REQUIRED -> ToolChoice.REQUIRED;
			case NONE -> ToolChoice.NONE;
		};
	}

	private static @Nullable ResponseFormat format(dev.langchain4j.model.chat.request.@Nullable ResponseFormat format) {
		if (format == null || format.type() == ResponseFormatType.TEXT) {
			return null;
		}
		JsonSchema schema = format.jsonSchema();
		return (schema != null)
				? new ResponseFormat("json_schema", schema.name(), Schemas.of(schema.rootElement(), false), null)
				: ResponseFormat.jsonObject();
	}

}
