package io.cascade.gateway;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.cascade.CascadeChunk;
import io.cascade.CascadeResponse;
import io.cascade.FinishReason;
import io.cascade.Message;
import io.cascade.ToolCall;
import io.cascade.Usage;
import org.jspecify.annotations.Nullable;

/**
 * Anthropic's Messages.
 *
 * @see <a href="https://docs.claude.com/en/api/messages">Anthropic, Messages</a>
 */
final class MessagesDialect implements ClientDialect {

	private static final String ERROR = "error";

	private static final Map<Integer, String> ERRORS = Map.ofEntries(Map.entry(401, "authentication_error"),
			Map.entry(402, "billing_error"), Map.entry(403, "permission_error"), Map.entry(404, "not_found_error"),
			Map.entry(413, "request_too_large"), Map.entry(429, "rate_limit_error"), Map.entry(500, "api_error"),
			Map.entry(502, "api_error"), Map.entry(503, "overloaded_error"), Map.entry(504, "timeout_error"),
			Map.entry(529, "overloaded_error"));

	@Override
	public Asked read(Map<String, Object> body) {
		return MessagesReader.read(body);
	}

	@Override
	public Map<String, Object> whole(CascadeResponse answer, Asked asked, Reply reply) {
		CascadeChunk.End end = answer.end();
		Map<String, Object> message = message(reply, ChatFrames.model(end.served()), content(answer),
				usage(end.usage()));
		message.putAll(reason(end, !answer.toolCalls().isEmpty(), answer.message().refusal() != null));
		return message;
	}

	/** A message that has not ended. */
	static Map<String, Object> message(Reply reply, @Nullable String model, List<?> content,
			Map<String, Object> usage) {
		Map<String, Object> message = Json.object("id", reply.id("msg_"), "type", "message", "role", "assistant",
				"model", String.valueOf(model), "content", content);
		message.put("stop_reason", null);
		message.put("stop_sequence", null);
		message.put("usage", usage);
		return message;
	}

	private static List<Map<String, Object>> content(CascadeResponse answer) {
		List<Map<String, Object>> content = new ArrayList<>();
		Message message = answer.message();
		Message.Thoughts thoughts = message.reasoning();
		if (thoughts != null && !(thoughts.text().isEmpty() && thoughts.details().isEmpty())) {
			content.add(MessagesThoughts.block(thoughts.author(), thoughts.details(), thoughts.text()));
		}
		if (!answer.text().isEmpty()) {
			content.add(Json.object("type", "text", "text", answer.text()));
		}
		if (message.refusal() != null) {
			content.add(Json.object("type", "text", "text", message.refusal()));
		}
		boolean cut = FinishReason.of(answer.finishReason()) == FinishReason.LENGTH;
		for (ToolCall call : answer.toolCalls()) {
			Map<String, Object> input = Json.parsed(call.arguments());
			if (input == null && !cut) {
				throw JsonEnd.broken();
			}
			if (input != null) {
				content.add(Json.object("type", "tool_use", "id", call.id(), "name", call.name(), "input", input));
			}
		}
		return content;
	}

	static Map<String, Object> reason(CascadeChunk.End end, boolean calls, boolean refused) {
		String reason = switch (FinishReason.of(end.finishReason())) {
			case LENGTH -> "max_tokens";
			case CONTENT_POLICY -> "refusal";
			default -> calls ? "tool_use" : refused ? "refusal" : "end_turn";
		};
		Map<String, Object> fields = Json.object("stop_reason", reason);
		fields.put("stop_sequence", null);
		return fields;
	}

	/** Tokens that a cache had, or has now, are counted beside the others. */
	static Map<String, Object> usage(@Nullable Usage usage) {
		long cached = (usage != null) ? number(usage.cachedTokens()) : 0;
		long written = (usage != null) ? number(usage.cacheWriteTokens()) : 0;
		long prompt = (usage != null) ? number(usage.promptTokens()) : 0;
		Map<String, Object> fields = new LinkedHashMap<>();
		fields.put("input_tokens", Math.max(0, prompt - cached - written));
		fields.put("cache_creation_input_tokens", written);
		fields.put("cache_read_input_tokens", cached);
		fields.put("output_tokens", (usage != null) ? number(usage.answerTokens()) : 0);
		return fields;
	}

	private static long number(@Nullable Long value) {
		return (value != null) ? value : 0;
	}

	@Override
	public Frames frames(Asked asked, Reply reply) {
		return new MessagesFrames(asked, reply);
	}

	@Override
	public Map<String, Object> error(GatewayError error, String requestId) {
		return told(error, requestId);
	}

	static Map<String, Object> told(GatewayError error, String requestId) {
		Map<String, Object> told = Json.object("type", type(error), "message", error.message());
		return Json.object("type", ERROR, ERROR, told, "request_id", requestId);
	}

	private static String type(GatewayError error) {
		return ERRORS.getOrDefault(error.status(), (error.status() < 500) ? "invalid_request_error" : "api_error");
	}

}
