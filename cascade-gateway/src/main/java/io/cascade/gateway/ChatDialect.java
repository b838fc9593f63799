package io.cascade.gateway;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.cascade.CascadeChunk;
import io.cascade.CascadeResponse;
import io.cascade.Message;
import io.cascade.ToolCall;
import io.cascade.openrouter.ChatRequestReader;

/**
 * OpenAI's chat completions.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat">OpenAI, Chat
 * completions</a>
 */
final class ChatDialect implements ClientDialect {

	@Override
	public Asked read(Map<String, Object> body) {
		Object count = body.get("n");
		if (count != null && !(count instanceof Number number && number.doubleValue() == 1)) {
			throw Refusals.field("n", "'n' must be 1: each request has one answer. Send as many requests as answers.");
		}
		Node fields = Node.body(body);
		boolean streamed = fields.is("stream");
		Node options = fields.object("stream_options");
		boolean usage = options != null && options.is("include_usage");
		ChatRequestReader.Reading reading = ChatRequestReader.read(body);
		return new Asked(reading.request(), fields.text("model"), streamed, usage, reading.unknown(), Map.of());
	}

	@Override
	public Map<String, Object> whole(CascadeResponse answer, Asked asked, Reply reply) {
		CascadeChunk.End end = answer.end();
		Map<String, Object> choice = Json.object("index", 0, "message", message(answer), "finish_reason",
				ChatFinish.of(end, !answer.toolCalls().isEmpty()));
		choice.put("logprobs", ChatFrames.logprobs(end));
		Map<String, Object> fields = end.extras().fields();
		return Json.object("id", ChatFrames.id(end.served(), reply), "object", "chat.completion", "created",
				ChatFrames.created(fields, reply), "model", ChatFrames.model(end.served()), "choices", List.of(choice),
				"usage", ChatUsage.of(end), "service_tier", end.served().serviceTier(), "system_fingerprint",
				fields.get("system_fingerprint"));
	}

	private static Map<String, Object> message(CascadeResponse answer) {
		Message message = answer.message();
		List<ToolCall> calls = answer.toolCalls();
		Map<String, Object> fields = new LinkedHashMap<>();
		fields.put("role", "assistant");
		fields.put("content",
				(answer.text().isEmpty() && (!calls.isEmpty() || message.refusal() != null)) ? null : answer.text());
		fields.put("refusal", message.refusal());
		Message.Thoughts thoughts = message.reasoning();
		if (thoughts != null) {
			fields.putAll(ChatFrames.thoughts(thoughts.text(), thoughts.details()));
		}
		if (!calls.isEmpty()) {
			fields.put("tool_calls", calls.stream().map(ChatDialect::call).toList());
		}
		answer.media().forEach((media) -> ChatFrames.media(fields, media));
		List<Map<String, Object>> annotations = answer.end().extras().annotations();
		if (!annotations.isEmpty()) {
			fields.put("annotations", annotations);
		}
		return fields;
	}

	private static Map<String, Object> call(ToolCall call) {
		Map<String, Object> fields = Json.object("id", call.id(), "type", "function", "function",
				Json.object("name", call.name(), "arguments", call.arguments()));
		call.extras().forEach(fields::putIfAbsent);
		return fields;
	}

	@Override
	public Frames frames(Asked asked, Reply reply) {
		return new ChatFrames(asked.withExtras(), reply);
	}

	@Override
	public Map<String, Object> error(GatewayError error, String requestId) {
		return openAiError(error);
	}

	static Map<String, Object> openAiError(GatewayError error) {
		Map<String, Object> fields = new LinkedHashMap<>();
		fields.put("message", error.message());
		fields.put("type", type(error));
		fields.put("param", error.param());
		fields.put("code", error.code());
		return Map.of("error", fields);
	}

	private static String type(GatewayError error) {
		if ("insufficient_quota".equals(error.code())) {
			return "insufficient_quota";
		}
		return switch (error.status()) {
			case 429 -> "rate_limit_error";
			case 403 -> "permission_error";
			default -> (error.status() < 500) ? "invalid_request_error" : "server_error";
		};
	}

}
