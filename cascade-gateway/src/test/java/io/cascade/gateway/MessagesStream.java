package io.cascade.gateway;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client's reader of Anthropic's events, which objects to whatever is out of order and
 * puts the message together.
 */
@NullUnmarked
@SuppressWarnings("StringSplitter")
final class MessagesStream {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {
	};

	private static final Map<String, String> FIELDS = Map.of("text_delta", "text", "thinking_delta", "thinking",
			"signature_delta", "signature", "input_json_delta", "partial_json");

	private static final Map<String, List<String>> DELTAS = Map.of("text", List.of("text_delta"), "thinking",
			List.of("thinking_delta", "signature_delta"), "tool_use", List.of("input_json_delta"), "redacted_thinking",
			List.of());

	private final List<Map<String, Object>> content = new ArrayList<>();

	private final StringBuilder json = new StringBuilder();

	private @Nullable Map<String, Object> message;

	private @Nullable Map<String, Object> open;

	private @Nullable Map<String, Object> error;

	private @Nullable Map<String, Object> summary;

	private boolean told;

	private boolean ended;

	private boolean signed;

	void read(byte @Nullable [] frames) {
		if (frames == null) {
			return;
		}
		for (String event : new String(frames, StandardCharsets.UTF_8).split("\n\n")) {
			String[] lines = event.split("\n");
			check(lines.length == 2 && lines[0].startsWith("event: ") && lines[1].startsWith("data: "), event);
			Map<String, Object> data = JSON.readValue(lines[1].substring(6), OBJECT);
			check(lines[0].substring(7).equals(data.get("type")), event);
			read(String.valueOf(data.get("type")), data);
		}
	}

	private void read(String type, Map<String, Object> data) {
		check(!this.ended && this.error == null, "after the end: " + data);
		switch (type) {
			case "message_start" -> {
				check(this.message == null, data);
				this.message = new LinkedHashMap<>(object(data, "message"));
				check(List.of().equals(this.message.get("content")), data);
			}
			case "content_block_start" -> start(data);
			case "content_block_delta" -> delta(data);
			case "content_block_stop" -> stop(data);
			case "message_delta" -> {
				check(this.message != null && this.open == null && !this.told, data);
				this.told = true;
				this.message.putAll(object(data, "delta"));
				this.message.put("usage", data.get("usage"));
				this.summary = object(data, "cascade");
			}
			case "message_stop" -> {
				check(this.told, data);
				this.ended = true;
			}
			case "error" -> this.error = object(data, "error");
			default -> check(false, data);
		}
	}

	private void start(Map<String, Object> data) {
		check(this.message != null && this.open == null && !this.told, data);
		check(data.get("index").equals(this.content.size()), data);
		this.open = new LinkedHashMap<>(object(data, "content_block"));
		this.json.setLength(0);
		this.signed = false;
		check(DELTAS.containsKey(this.open.get("type")), data);
	}

	private void delta(Map<String, Object> data) {
		Map<String, Object> delta = object(data, "delta");
		String type = String.valueOf(delta.get("type"));
		check(this.open != null && data.get("index").equals(this.content.size()), data);
		check(DELTAS.get(this.open.get("type")).contains(type) && !this.signed, data);
		String piece = (String) delta.get(FIELDS.get(type));
		check(!piece.isEmpty(), data);
		if (type.equals("input_json_delta")) {
			this.json.append(piece);
		}
		else {
			this.signed = type.equals("signature_delta");
			this.open.merge(FIELDS.get(type), piece, (before, more) -> before + String.valueOf(more));
		}
	}

	private void stop(Map<String, Object> data) {
		check(this.open != null && data.get("index").equals(this.content.size()), data);
		if (!this.json.isEmpty()) {
			this.open.put("input", JSON.readValue(this.json.toString(), OBJECT));
		}
		this.content.add(this.open);
		this.open = null;
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> object(Map<String, Object> of, String name) {
		return (Map<String, Object>) of.get(name);
	}

	private static void check(boolean holds, Object event) {
		if (!holds) {
			throw new AssertionError("out of order: " + event);
		}
	}

	/** The message, which must have ended. */
	Map<String, Object> message() {
		check(this.ended, "no end");
		this.message.put("content", this.content);
		return this.message;
	}

	List<Map<String, Object>> content() {
		return this.content;
	}

	@Nullable Map<String, Object> error() {
		return this.error;
	}

	@Nullable Map<String, Object> summary() {
		return this.summary;
	}

	boolean hasEnded() {
		return this.ended;
	}

}
