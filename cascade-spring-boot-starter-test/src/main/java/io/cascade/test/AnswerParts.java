package io.cascade.test;

import io.cascade.test.Answer.ToolCall;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The parts of a message that look the same whole and in pieces.
 */
final class AnswerParts {

	private AnswerParts() {
	}

	static void reasoningDetails(ObjectNode message, @Nullable String reasoning) {
		if (reasoning != null) {
			message.putArray("reasoning_details")
				.add(Json.object().put("type", "reasoning.text").put("text", reasoning).put("index", 0));
		}
	}

	static void toolCalls(ObjectNode message, Answer answer) {
		if (!answer.toolCalls().isEmpty()) {
			ArrayNode calls = message.putArray("tool_calls");
			for (ToolCall call : answer.toolCalls()) {
				calls.add(toolCall(calls.size(), call, call.arguments()));
			}
		}
	}

	static ObjectNode toolCall(int index, ToolCall call, String arguments) {
		ObjectNode node = Json.object().put("index", index).put("id", call.id()).put("type", "function");
		node.putObject("function").put("name", call.name()).put("arguments", arguments);
		return node;
	}

	static ObjectNode argumentsOf(int index, String fragment) {
		ObjectNode node = Json.object().put("index", index).put("type", "function");
		node.putObject("function").put("arguments", fragment);
		return node;
	}

	static void images(ObjectNode message, Answer answer) {
		if (!answer.images().isEmpty()) {
			ArrayNode images = message.putArray("images");
			answer.images().forEach((url) -> images.add(image(url)));
		}
	}

	static ObjectNode image(String url) {
		ObjectNode node = Json.object().put("type", "image_url");
		node.putObject("image_url").put("url", url);
		return node;
	}

}
