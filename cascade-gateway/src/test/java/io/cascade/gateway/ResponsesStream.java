package io.cascade.gateway;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client's reader of the events of OpenAI's Responses, which objects to whatever is out
 * of order and puts the items together of their pieces alone.
 */
@NullUnmarked
@SuppressWarnings("StringSplitter")
final class ResponsesStream {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {
	};

	private static final Set<String> LAST = Set.of("response.completed", "response.incomplete", "response.failed");

	private final List<Map<String, Object>> items = new ArrayList<>();

	private final StringBuilder pieces = new StringBuilder();

	private @Nullable Map<String, Object> open;

	private @Nullable Map<String, Object> last;

	private String state = "";

	private int number;

	private int events;

	private int annotations;

	void read(byte @Nullable [] frames) {
		if (frames == null) {
			return;
		}
		for (String event : new String(frames, StandardCharsets.UTF_8).split("\n\n")) {
			String[] lines = event.split("\n");
			check(lines.length == 2 && lines[0].startsWith("event: ") && lines[1].startsWith("data: "), event);
			Map<String, Object> data = JSON.readValue(lines[1].substring(6), OBJECT);
			String type = lines[0].substring(7);
			check(type.equals(data.get("type")), event);
			check(data.get("sequence_number").equals(this.number++), event);
			read(type, data);
		}
	}

	private void read(String type, Map<String, Object> data) {
		check(this.last == null, data);
		this.events++;
		if (this.events <= 2) {
			check(type.equals((this.events == 1) ? "response.created" : "response.in_progress"), data);
			check("in_progress".equals(object(data, "response").get("status")), data);
			return;
		}
		if (LAST.contains(type)) {
			this.last = object(data, "response");
			check(type.equals("response." + this.last.get("status")), data);
			check(type.equals("response.failed") || this.open == null, data);
			check(this.items.equals(this.last.get("output")), data);
			return;
		}
		check(data.get("output_index").equals(this.items.size()), data);
		if (type.equals("response.output_item.added")) {
			check(this.open == null, data);
			this.open = object(data, "item");
			check(!"reasoning".equals(this.open.get("type")) == "in_progress".equals(this.open.get("status")), data);
			this.state = type;
			this.pieces.setLength(0);
			this.annotations = 0;
			return;
		}
		check(this.open != null, data);
		if (type.equals("response.output_item.done")) {
			done(object(data, "item"));
			return;
		}
		check(this.open.get("id").equals(data.get("item_id")), data);
		switch (String.valueOf(this.open.get("type"))) {
			case "message" -> inMessage(type, data);
			case "reasoning" -> inThoughts(type, data);
			default -> inCall(type, data);
		}
		this.state = type;
	}

	private void inMessage(String type, Map<String, Object> data) {
		check(data.get("content_index").equals(0), data);
		switch (type) {
			case "response.content_part.added" -> {
				after(data, "response.output_item.added");
				Map<String, Object> part = object(data, "part");
				check("".equals(part.getOrDefault("text", part.get("refusal"))), data);
			}
			case "response.output_text.delta", "response.refusal.delta" ->
				piece(type, data, "response.content_part.added");
			case "response.output_text.annotation.added" -> {
				after(data, "response.output_text.delta", type);
				check(data.get("annotation_index").equals(this.annotations++), data);
			}
			case "response.output_text.done" -> {
				after(data, "response.output_text.delta", "response.output_text.annotation.added");
				check(this.pieces.toString().equals(data.get("text")), data);
			}
			case "response.refusal.done" -> {
				after(data, "response.refusal.delta");
				check(this.pieces.toString().equals(data.get("refusal")), data);
			}
			case "response.content_part.done" -> {
				after(data, "response.output_text.done", "response.refusal.done");
				Map<String, Object> part = object(data, "part");
				check(this.pieces.toString().equals(part.getOrDefault("text", part.get("refusal"))), data);
			}
			default -> check(false, data);
		}
	}

	private void inThoughts(String type, Map<String, Object> data) {
		check(data.get("summary_index").equals(0), data);
		switch (type) {
			case "response.reasoning_summary_part.added" -> after(data, "response.output_item.added");
			case "response.reasoning_summary_text.delta" -> piece(type, data, "response.reasoning_summary_part.added");
			case "response.reasoning_summary_text.done" -> {
				after(data, "response.reasoning_summary_text.delta");
				check(this.pieces.toString().equals(data.get("text")), data);
			}
			case "response.reasoning_summary_part.done" -> {
				after(data, "response.reasoning_summary_text.done");
				check(this.pieces.toString().equals(object(data, "part").get("text")), data);
			}
			default -> check(false, data);
		}
	}

	private void inCall(String type, Map<String, Object> data) {
		switch (type) {
			case "response.function_call_arguments.delta" -> piece(type, data, "response.output_item.added");
			case "response.custom_tool_call_input.delta" -> piece(type, data, "response.output_item.added");
			case "response.custom_tool_call_input.done" -> {
				after(data, "response.custom_tool_call_input.delta", "response.output_item.added");
				check(this.pieces.toString().equals(data.get("input")), data);
			}
			case "response.function_call_arguments.done" -> {
				after(data, "response.function_call_arguments.delta");
				check(this.pieces.toString().equals(data.get("arguments")), data);
			}
			default -> check(false, data);
		}
	}

	private void piece(String type, Map<String, Object> data, String before) {
		after(data, before, type);
		check(!String.valueOf(data.get("delta")).isEmpty(), data);
		this.pieces.append(data.get("delta"));
	}

	private void after(Map<String, Object> data, String... states) {
		check(Set.of(states).contains(this.state), this.state + " before " + data);
	}

	private void done(Map<String, Object> item) {
		String type = String.valueOf(item.get("type"));
		Map<String, Object> made = new LinkedHashMap<>(Objects.requireNonNull(this.open));
		String held = this.pieces.toString();
		switch (type) {
			case "message" -> {
				after(item, "response.content_part.done");
				Map<?, ?> part = (Map<?, ?>) ((List<?>) item.get("content")).get(0);
				check(held.equals(part.containsKey("text") ? part.get("text") : part.get("refusal")), item);
				made.put("content", item.get("content"));
			}
			case "reasoning" -> {
				after(item, "response.reasoning_summary_part.done", "response.output_item.added");
				check(held.isEmpty() ? List.of().equals(item.get("summary"))
						: List.of(Map.of("type", "summary_text", "text", held)).equals(item.get("summary")), item);
				made.put("summary", item.get("summary"));
				if (item.containsKey("encrypted_content")) {
					made.put("encrypted_content", item.get("encrypted_content"));
				}
			}
			case "custom_tool_call" -> {
				after(item, "response.custom_tool_call_input.done");
				made.put("input", held);
			}
			default -> {
				after(item, "response.function_call_arguments.done");
				made.put("arguments", held);
			}
		}
		if (!type.equals("reasoning")) {
			made.put("status", item.get("status"));
		}
		check(made.equals(item), made + " is not " + item);
		this.items.add(item);
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

	/** The response that came last. */
	Map<String, Object> response() {
		check(this.last != null, "no end");
		return this.last;
	}

	boolean hasEnded() {
		return this.last != null;
	}

}
