package io.cascade.springai;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.cascade.Message;
import io.cascade.Message.Origin;
import io.cascade.Message.Thoughts;
import io.cascade.ToolCall;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DatabindException;

import org.springframework.ai.chat.messages.AssistantMessage;

/**
 * What a model wants to see again in the next round and a message of Spring AI has no
 * place for: thoughts with their signatures, where they came from, and further fields of
 * tool calls. It is kept in the metadata of the message, as plain values.
 *
 * @param thoughts what the model thought
 * @param origin where the message came from
 * @param extras further fields by the ids of tool calls
 */
record Replay(@Nullable Thoughts thoughts, @Nullable Origin origin, Map<String, Map<String, Object>> extras) {

	private static final String THOUGHTS = "cascade.reasoning";

	private static final String ORIGIN = "cascade.origin";

	private static final String EXTRAS = "cascade.tool-calls";

	static void keep(Message message, Map<String, Object> metadata) {
		if (message.reasoning() != null) {
			metadata.put(THOUGHTS, Json.plain(message.reasoning()));
			metadata.put(CascadeMetadata.REASONING, message.reasoning().text());
		}
		if (message.origin() != null) {
			metadata.put(ORIGIN, Json.plain(message.origin()));
		}
		Map<String, Object> extras = new LinkedHashMap<>();
		for (ToolCall call : message.toolCalls()) {
			if (!call.extras().isEmpty()) {
				extras.put(call.id(), call.extras());
			}
		}
		if (!extras.isEmpty()) {
			metadata.put(EXTRAS, Json.plain(extras));
		}
		if (message.refusal() != null) {
			metadata.put(CascadeMetadata.REFUSAL, message.refusal());
		}
	}

	static Replay of(AssistantMessage message) {
		Map<String, Object> metadata = message.getMetadata();
		return new Replay(bound(metadata.get(THOUGHTS), Thoughts.class), bound(metadata.get(ORIGIN), Origin.class),
				extras(metadata.get(EXTRAS)));
	}

	List<ToolCall> calls(AssistantMessage message) {
		return message.getToolCalls()
			.stream()
			.map((call) -> new ToolCall(call.id(), call.name(), call.arguments(), this.extras.get(call.id())))
			.toList();
	}

	/** A memory may have changed what it stored; a message without it is still one. */
	private static <T> @Nullable T bound(@Nullable Object kept, Class<T> type) {
		try {
			return (kept instanceof Map<?, ?> map) ? Json.bound(map, type) : null;
		}
		catch (DatabindException | IllegalArgumentException ex) {
			return null;
		}
	}

	private static Map<String, Map<String, Object>> extras(@Nullable Object kept) {
		Map<String, Map<String, Object>> extras = new LinkedHashMap<>();
		if (kept instanceof Map<?, ?> byId) {
			byId.forEach((id, fields) -> {
				if (fields instanceof Map<?, ?>) {
					extras.put(String.valueOf(id), Json.plain(fields));
				}
			});
		}
		return extras;
	}

}
