package io.cascade.gateway;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.cascade.CascadeChunk;
import io.cascade.FinishReason;
import io.cascade.Usage;
import org.jspecify.annotations.Nullable;

/**
 * What a response of OpenAI's Responses is made of.
 */
final class ResponsesItems {

	static final String COMPLETED = "completed";

	static final String INCOMPLETE = "incomplete";

	static final String IN_PROGRESS = "in_progress";

	private static final String STATUS = "status";

	private static final String CITATION = "url_citation";

	private ResponsesItems() {
	}

	/** A response with what clients look for in it, whatever it is. */
	static Map<String, Object> response(Asked asked, Reply reply, Head head, String status, List<?> output) {
		Map<String, Object> response = new LinkedHashMap<>();
		response.put("id", reply.id("resp_"));
		response.put("object", "response");
		response.put("created_at", head.created());
		response.put(STATUS, status);
		response.put("background", false);
		response.put("error", null);
		response.put("incomplete_details", null);
		response.put("model", String.valueOf(head.model()));
		response.put("output", output);
		response.put("service_tier", head.tier());
		response.putAll(asked.echoed());
		response.put("usage", null);
		return response;
	}

	/** A response that has ended. */
	static Map<String, Object> ended(Asked asked, Reply reply, Head head, List<?> output, CascadeChunk.End end) {
		String lacks = lacks(end);
		Map<String, Object> response = response(asked, reply, head, (lacks != null) ? INCOMPLETE : COMPLETED, output);
		if (lacks != null) {
			response.put("incomplete_details", Map.of("reason", lacks));
		}
		response.put("usage", usage(end.usage()));
		return response;
	}

	/** Why an answer is not complete, {@code null} if it is. */
	static @Nullable String lacks(CascadeChunk.End end) {
		return switch (FinishReason.of(end.finishReason())) {
			case LENGTH -> "max_output_tokens";
			case CONTENT_POLICY -> "content_filter";
			default -> null;
		};
	}

	private static @Nullable Map<String, Object> usage(@Nullable Usage usage) {
		if (usage == null) {
			return null;
		}
		long input = number(usage.promptTokens());
		long output = number(usage.completionTokens());
		return Json.object("input_tokens", input, "input_tokens_details",
				Map.of("cached_tokens", number(usage.cachedTokens())), "output_tokens", output, "output_tokens_details",
				Map.of("reasoning_tokens", number(usage.reasoningTokens())), "total_tokens",
				(usage.totalTokens() != null) ? usage.totalTokens() : input + output);
	}

	private static long number(@Nullable Long value) {
		return (value != null) ? value : 0;
	}

	static Map<String, Object> message(String id, String status, List<?> content) {
		return Json.object("id", id, "type", "message", STATUS, status, "role", "assistant", "content", content);
	}

	static Map<String, Object> text(String text, List<?> annotations) {
		return Json.object("type", "output_text", "annotations", annotations, "logprobs", List.of(), "text", text);
	}

	static Map<String, Object> refusal(String text) {
		return Json.object("type", "refusal", "refusal", text);
	}

	static Map<String, Object> call(String id, String status, String callId, String name, String arguments) {
		return Json.object("id", id, "type", "function_call", STATUS, status, "call_id", callId, "name", name,
				"arguments", arguments);
	}

	static Map<String, Object> freeform(String id, String status, String callId, String name, String input) {
		return Json.object("id", id, "type", "custom_tool_call", STATUS, status, "call_id", callId, "name", name,
				"input", input);
	}

	static Map<String, Object> reasoning(String id, String words, @Nullable String kept) {
		return Json.object("id", id, "type", "reasoning", "summary",
				words.isEmpty() ? List.of() : List.of(summary(words)), "encrypted_content", kept);
	}

	static Map<String, Object> summary(String words) {
		return Json.object("type", "summary_text", "text", words);
	}

	/** Chat completions nest what stands flat here. */
	static List<Map<String, Object>> annotations(CascadeChunk.End end) {
		List<Map<String, Object>> flat = new ArrayList<>();
		for (Map<String, Object> annotation : end.extras().annotations()) {
			if (annotation.get(CITATION) instanceof Map<?, ?> cited) {
				flat.add(Json.object("type", CITATION, "url", cited.get("url"), "title", cited.get("title"),
						"start_index", cited.get("start_index"), "end_index", cited.get("end_index")));
			}
		}
		return flat;
	}

	/**
	 * What is known of an answer as soon as it begins.
	 *
	 * @param model the model
	 * @param created when it was made
	 * @param tier the service tier
	 */
	record Head(@Nullable String model, long created, @Nullable String tier) {

		static Head of(CascadeChunk.Served served, Map<String, Object> fields, Reply reply) {
			return new Head(ChatFrames.model(served), ChatFrames.created(fields, reply), served.serviceTier());
		}

	}

}
