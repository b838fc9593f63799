package io.cascade.gateway;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.cascade.CascadeChunk;
import org.jspecify.annotations.Nullable;

/**
 * An answer as the chunks of OpenAI's chat completions.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat-streaming">OpenAI,
 * Chat completion chunks</a>
 */
final class ChatFrames implements Frames {

	private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

	private final boolean usageFrame;

	private final Reply reply;

	private Map<String, Object> head = Map.of();

	private @Nullable TextFrame text;

	private boolean begun;

	private boolean calls;

	ChatFrames(boolean usageFrame, Reply reply) {
		this.usageFrame = usageFrame;
		this.reply = reply;
	}

	@Override
	public byte @Nullable [] write(CascadeChunk chunk) {
		if (chunk instanceof CascadeChunk.Begin begin) {
			begin(begin.served(), begin.fields());
			return null;
		}
		if (chunk instanceof CascadeChunk.Text piece && this.begun) {
			return text(piece.text());
		}
		this.calls |= chunk instanceof CascadeChunk.ToolCallDelta;
		return (chunk instanceof CascadeChunk.End end) ? end(end) : delta(fields(chunk));
	}

	/** Who goes on with an answer does not change its name. */
	private void begin(CascadeChunk.Served served, Map<String, Object> fields) {
		if (this.head.isEmpty()) {
			this.head = Json.object("id", id(served, this.reply), "object", "chat.completion.chunk", "created",
					created(fields, this.reply), "model", model(served), "system_fingerprint",
					fields.get("system_fingerprint"));
		}
	}

	private byte[] text(String piece) {
		TextFrame frame = this.text;
		if (frame == null) {
			frame = TextFrame.of(delta(Json.object("content", TextFrame.TEXT)));
			this.text = frame;
		}
		return frame.with(piece);
	}

	private static Map<String, Object> fields(CascadeChunk chunk) {
		Map<String, Object> delta = new LinkedHashMap<>();
		if (chunk instanceof CascadeChunk.Text text) {
			delta.put("content", text.text());
		}
		else if (chunk instanceof CascadeChunk.Reasoning thoughts) {
			delta.putAll(thoughts(thoughts.text(), thoughts.details()));
		}
		else if (chunk instanceof CascadeChunk.ToolCallDelta call) {
			delta.put("tool_calls", List.of(call(call)));
		}
		else if (chunk instanceof CascadeChunk.Refusal refusal) {
			delta.put("refusal", refusal.text());
		}
		else if (chunk instanceof CascadeChunk.Media media) {
			media(delta, media);
		}
		return delta;
	}

	/** The names of OpenRouter and of servers that follow DeepSeek. */
	static Map<String, Object> thoughts(String text, List<Map<String, Object>> details) {
		boolean blank = text.isEmpty();
		return Json.object("reasoning", blank ? null : text, "reasoning_content", blank ? null : text,
				"reasoning_details", details.isEmpty() ? null : details);
	}

	private static Map<String, Object> call(CascadeChunk.ToolCallDelta call) {
		boolean first = call.id() != null || call.name() != null;
		Map<String, Object> fields = Json.object("index", call.index(), "id", call.id(), "type",
				first ? "function" : null, "function", Json.object("name", call.name(), "arguments", call.arguments()));
		call.extras().forEach(fields::putIfAbsent);
		return fields;
	}

	static void media(Map<String, Object> fields, CascadeChunk.Media media) {
		if ("audio".equals(media.type())) {
			fields.put("audio", Json.object("data", media.data(), "transcript", media.transcript()));
		}
		else {
			fields.put("images", List.of(Map.of("type", "image_url", "image_url", Map.of("url", media.data()))));
		}
	}

	private byte[] delta(Map<String, Object> delta) {
		Map<String, Object> fields = new LinkedHashMap<>();
		if (!this.begun) {
			this.begun = true;
			fields.put("role", "assistant");
		}
		fields.putAll(delta);
		return Json.event(frame(List.of(choice(fields, null, null))));
	}

	private static Map<String, Object> choice(Map<String, Object> delta, @Nullable String finishReason,
			@Nullable Object logprobs) {
		Map<String, Object> choice = new LinkedHashMap<>();
		choice.put("index", 0);
		choice.put("delta", delta);
		if (logprobs != null) {
			choice.put("logprobs", logprobs);
		}
		choice.put("finish_reason", finishReason);
		return choice;
	}

	private Map<String, Object> frame(List<Map<String, Object>> choices) {
		Map<String, Object> frame = new LinkedHashMap<>(this.head);
		frame.put("choices", choices);
		return frame;
	}

	private byte[] end(CascadeChunk.End end) {
		begin(end.served(), end.extras().fields());
		Map<String, Object> delta = new LinkedHashMap<>();
		if (!this.begun) {
			delta.put("role", "assistant");
		}
		if (!end.extras().annotations().isEmpty()) {
			delta.put("annotations", end.extras().annotations());
		}
		Map<String, Object> last = frame(List.of(choice(delta, ChatFinish.of(end, this.calls), logprobs(end))));
		Map<String, Object> usage = ChatUsage.of(end);
		if (!this.usageFrame || usage == null) {
			last.put("cascade", this.reply.summary(end));
			return Json.joined(Json.event(last), DONE);
		}
		Map<String, Object> told = frame(List.of());
		told.put("usage", usage);
		told.put("cascade", this.reply.summary(end));
		return Json.joined(Json.event(last), Json.event(told), DONE);
	}

	@Override
	public byte[] failed(GatewayError error) {
		return Json.event(ChatDialect.openAiError(error));
	}

	static String id(CascadeChunk.Served served, Reply reply) {
		String id = served.generationId();
		return (id != null) ? id : reply.id("chatcmpl-");
	}

	static String model(CascadeChunk.Served served) {
		String reported = served.reportedModel();
		return (reported != null) ? reported : served.model();
	}

	static long created(Map<String, Object> fields, Reply reply) {
		return (fields.get("created") instanceof Number told) ? told.longValue() : reply.at().getEpochSecond();
	}

	static @Nullable Map<String, Object> logprobs(CascadeChunk.End end) {
		List<Map<String, Object>> tokens = end.extras().logprobs();
		return tokens.isEmpty() ? null : Map.of("content", tokens);
	}

}
