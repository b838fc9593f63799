package io.cascade.langchain4j;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.langchain4j.data.message.AiMessage;
import io.cascade.Message;
import io.cascade.ToolCall;
import org.jspecify.annotations.Nullable;

/**
 * What a message of LangChain4j has no field for, kept in its attributes: thoughts with
 * their signatures, and fields that only the upstream understands. These go back to it in
 * the next round, or a model that thinks refuses its own tool call. It is made of maps,
 * lists and strings alone, so that a memory can write it as JSON.
 *
 * @param fields the attribute
 */
record KeptAnswer(Map<?, ?> fields) {

	static final String ATTRIBUTE = "cascade";

	private static final KeptAnswer NONE = new KeptAnswer(Map.of());

	static KeptAnswer in(AiMessage message) {
		return (message.attributes().get(ATTRIBUTE) instanceof Map<?, ?> fields) ? new KeptAnswer(fields) : NONE;
	}

	/** Empty where there is nothing to keep. */
	static Map<String, Object> attributes(Message answer) {
		Map<String, Object> fields = new LinkedHashMap<>();
		Message.Thoughts thoughts = answer.reasoning();
		if (thoughts != null) {
			put(fields, "thoughts",
					known("text", thoughts.text(), "details", thoughts.details(), "author", thoughts.author()));
		}
		Message.Origin origin = answer.origin();
		if (origin != null) {
			put(fields, "origin", known("upstream", origin.upstream(), "author", origin.author(), "thoughtsIn",
					origin.thoughtsIn(), "fields", origin.fields()));
		}
		Map<String, Object> extras = new LinkedHashMap<>();
		for (ToolCall call : answer.toolCalls()) {
			put(extras, call.id(), call.extras());
		}
		put(fields, "calls", extras);
		return fields.isEmpty() ? Map.of() : Map.of(ATTRIBUTE, fields);
	}

	private static void put(Map<String, Object> fields, String name, Map<String, Object> value) {
		if (!value.isEmpty()) {
			fields.put(name, value);
		}
	}

	private static Map<String, Object> known(@Nullable Object... namesAndValues) {
		Map<String, Object> known = new LinkedHashMap<>();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			Object value = namesAndValues[i + 1];
			if (value != null) {
				known.put(String.valueOf(namesAndValues[i]), value);
			}
		}
		return known;
	}

	Message.@Nullable Thoughts thoughts() {
		Map<String, Object> thoughts = object(this.fields.get("thoughts"));
		if (thoughts.isEmpty()) {
			return null;
		}
		String text = text(thoughts.get("text"));
		return new Message.Thoughts((text != null) ? text : "", objects(thoughts.get("details")),
				text(thoughts.get("author")));
	}

	Message.@Nullable Origin origin() {
		Map<String, Object> origin = object(this.fields.get("origin"));
		String upstream = text(origin.get("upstream"));
		String author = text(origin.get("author"));
		return (upstream != null && author != null)
				? new Message.Origin(upstream, author, text(origin.get("thoughtsIn")), object(origin.get("fields")))
				: null;
	}

	Map<String, Object> extras(@Nullable String call) {
		return (call != null) ? object(object(this.fields.get("calls")).get(call)) : Map.of();
	}

	private static @Nullable String text(@Nullable Object value) {
		return (value instanceof String text) ? text : null;
	}

	private static Map<String, Object> object(@Nullable Object value) {
		if (!(value instanceof Map<?, ?> map)) {
			return Map.of();
		}
		Map<String, Object> object = new LinkedHashMap<>();
		map.forEach((name, field) -> object.put(String.valueOf(name), field));
		return object;
	}

	private static List<Map<String, Object>> objects(@Nullable Object value) {
		return (value instanceof List<?> list) ? list.stream().map(KeptAnswer::object).toList() : List.of();
	}

}
