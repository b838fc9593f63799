package io.cascade.gateway;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.cascade.CascadeRequest;
import io.cascade.Message;
import io.cascade.Options;
import io.cascade.Reasoning;
import io.cascade.ResponseFormat;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests of OpenAI's Responses.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses">OpenAI,
 * Responses</a>
 */
final class ResponsesReader {

	/** Asks for what models need to recognize their thoughts by. */
	static final String KEPT_THOUGHTS = "reasoning.encrypted_content";

	private static final Set<String> KNOWN = Set.of("model", "input", "instructions", "tools", "tool_choice",
			"parallel_tool_calls", "max_output_tokens", "temperature", "top_p", "reasoning", "text", "store", "include",
			"metadata", "user", "safety_identifier", "prompt_cache_key", "service_tier", "truncation", "stream",
			"stream_options", "previous_response_id", "conversation", "background", "prompt");

	private static final List<String> STORED = List.of("previous_response_id", "conversation", "prompt");

	private ResponsesReader() {
	}

	static Asked read(Map<String, Object> fields) {
		Node body = Node.body(fields);
		stateless(body);
		Node text = body.object("text");
		ResponsesTools tools = ResponsesTools.of(body);
		CascadeRequest request = tools.into(CascadeRequest.of(messages(body)).options(options(body, text)));
		ResponseFormat format = (text != null) ? format(text) : null;
		if (format != null) {
			request = request.responseFormat(format);
		}
		boolean kept = includes(body).contains(KEPT_THOUGHTS);
		return new Asked(request, body.text("model"), body.is("stream"), kept, body.without(KNOWN),
				echoed(body, tools));
	}

	/** Nothing of an earlier answer is kept, so none can be gone on with. */
	private static void stateless(Node body) {
		for (String name : STORED) {
			if (body.has(name)) {
				throw body.refused(name, "%s is not supported: nothing is stored here. Send the whole input.");
			}
		}
		if (body.is("background")) {
			throw body.refused("background", "%s must be false: nothing is stored here to be fetched later.");
		}
		body.flag("store");
		body.text("truncation");
	}

	private static List<String> includes(Node body) {
		List<String> includes = body.texts("include");
		return (includes != null) ? includes : List.of();
	}

	private static List<Message> messages(Node body) {
		List<Message> messages = new ArrayList<>();
		String instructions = body.text("instructions");
		if (instructions != null && !instructions.isEmpty()) {
			messages.add(Message.system(instructions));
		}
		if (!body.has("input")) {
			throw body.refused("input", "%s is missing.");
		}
		if (body.value("input") instanceof String text) {
			if (text.isBlank()) {
				throw body.refused("input", "%s must not be blank.");
			}
			messages.add(Message.user(text));
		}
		else {
			ResponsesInput.read(body.objects("input"), messages);
		}
		if (messages.isEmpty()) {
			throw body.refused("input", "%s must not be empty.");
		}
		return messages;
	}

	private static Options options(Node body, @Nullable Node text) {
		Node reasoning = body.object("reasoning");
		String effort = (reasoning != null) ? reasoning.text("effort") : null;
		String user = body.text("user");
		return Options.none()
			.maxTokens(body.count("max_output_tokens", 1))
			.temperature(body.number("temperature"))
			.topP(body.number("top_p"))
			.parallelToolCalls(body.flag("parallel_tool_calls"))
			.verbosity((text != null) ? text.text("verbosity") : null)
			.reasoning((reasoning != null) ? reasoning(effort, reasoning) : null)
			.reasoningEffort(effort)
			.metadata(metadata(body))
			.user((user != null) ? user : body.text("safety_identifier"))
			.promptCacheKey(body.text("prompt_cache_key"))
			.serviceTier(body.text("service_tier"));
	}

	private static @Nullable Reasoning reasoning(@Nullable String effort, Node reasoning) {
		String summary = reasoning.text("summary");
		String wanted = "none".equals(summary) ? null : summary;
		return (effort != null || wanted != null) ? new Reasoning(effort, null, null, null, wanted) : null;
	}

	private static @Nullable Map<String, String> metadata(Node body) {
		Node metadata = body.object("metadata");
		if (metadata == null || metadata.fields().isEmpty()) {
			return null;
		}
		Map<String, String> pairs = new LinkedHashMap<>();
		metadata.fields().forEach((name, value) -> {
			if (!(value instanceof String text)) {
				throw body.refused("metadata", "%s must hold strings only.");
			}
			pairs.put(String.valueOf(name), text);
		});
		return pairs;
	}

	private static @Nullable ResponseFormat format(Node text) {
		Node format = text.object("format");
		if (format == null) {
			return null;
		}
		return switch (format.needed("type")) {
			case "text" -> null;
			case "json_object" -> ResponseFormat.jsonObject();
			case "json_schema" -> new ResponseFormat("json_schema", format.named("name"),
					format.object("schema", "%s is missing.").copy(), format.flag("strict"),
					format.text("description"));
			default -> throw format.unknownType("a format");
		};
	}

	/** What clients expect to find again in the answer. */
	private static Map<String, Object> echoed(Node body, ResponsesTools tools) {
		Map<String, Object> echoed = new LinkedHashMap<>();
		echoed.put("instructions", body.value("instructions"));
		echoed.put("max_output_tokens", body.value("max_output_tokens"));
		echoed.put("parallel_tool_calls", !Boolean.FALSE.equals(body.value("parallel_tool_calls")));
		echoed.put("previous_response_id", null);
		echoed.put("prompt_cache_key", body.value("prompt_cache_key"));
		Node reasoning = body.object("reasoning");
		Map<String, Object> told = new LinkedHashMap<>();
		told.put("effort", (reasoning != null) ? reasoning.value("effort") : null);
		told.put("summary", (reasoning != null) ? reasoning.value("summary") : null);
		echoed.put("reasoning", told);
		echoed.put("store", false);
		echoed.put("temperature", body.value("temperature"));
		Node text = body.object("text");
		Map<String, Object> form = (text != null) ? text.copy() : new LinkedHashMap<>();
		form.putIfAbsent("format", Map.of("type", "text"));
		echoed.put("text", form);
		echoed.put("tool_choice", Objects.requireNonNullElse(body.value("tool_choice"), "auto"));
		echoed.put("tools", tools.told());
		echoed.put("top_p", body.value("top_p"));
		echoed.put("truncation", "disabled");
		echoed.put("user", body.value("user"));
		echoed.put("metadata", Objects.requireNonNullElse(body.value("metadata"), Map.of()));
		return Collections.unmodifiableMap(echoed);
	}

}
