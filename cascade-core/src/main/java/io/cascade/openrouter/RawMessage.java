package io.cascade.openrouter;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Finds the human words in an error, which is a string, JSON in a string, an object or a
 * list, depending on the provider.
 */
final class RawMessage {

	private static final List<String> PLACES = List.of("message", "Message", "error", "Error", "detail", "msg",
			"error_message", "errorMessage", "error_msg", "status_msg", "base_resp", "error_description", "errors",
			"description", "fault", "faultstring", "title");

	private static final int MAX_DEPTH = 6;

	private RawMessage() {
	}

	/** The words, or {@code null} if there are none. */
	static @Nullable String of(@Nullable Object raw) {
		return find(raw, 0);
	}

	private static @Nullable String find(@Nullable Object raw, int depth) {
		if (raw == null || depth > MAX_DEPTH) {
			return null;
		}
		if (raw instanceof Map<?, ?> map) {
			String told = first(PLACES.stream().map(map::get), depth);
			return (told != null) ? told : first(ErrorPlaces.membersSaid(map).filter(Map.class::isInstance), depth);
		}
		if (raw instanceof List<?> list) {
			return first(list.stream(), depth);
		}
		return (raw instanceof String text) ? inText(text.strip(), depth) : null;
	}

	private static @Nullable String inText(String text, int depth) {
		if (text.startsWith("{") || text.startsWith("[")) {
			Map<String, Object> parsed = JsonValues.object("{\"message\":" + text + "}");
			return parsed.isEmpty() ? text : find(parsed.get("message"), depth + 1);
		}
		return text.isBlank() || ErrorPlaces.isMarkup(text) ? null : text;
	}

	private static @Nullable String first(Stream<?> candidates, int depth) {
		return candidates.map((candidate) -> find(candidate, depth + 1))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

}
