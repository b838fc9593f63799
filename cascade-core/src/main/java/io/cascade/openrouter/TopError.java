package io.cascade.openrouter;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * An error that stands at the top of a document that has no choices, as servers send it
 * that have no {@code error} object.
 */
final class TopError {

	private static final List<String> WORDS = List.of("error_message", "error_msg", "errorMessage", "message",
			"Message", "msg", "detail", "errors", "status_msg", "exception", "fault");

	/** What MiniMax puts around the status. */
	private static final String AROUND = "base_resp";

	private static final List<String> TYPES = List.of("error_type", "errorType", "__type", "type");

	private static final List<String> CODES = List.of("code", "error_code", "status_code", "http_status", "status");

	/** What else is kept of an error, beside its hints of a wait. */
	private static final Set<String> KEPT = Set.of("param", "details", "metadata");

	private static final Set<String> WELL = Set.of("0", "200", "ok", "success", "ping", "heartbeat");

	/** Made when there is one. */
	private Map<String, Object> fields = Map.of();

	static boolean isPlace(String name) {
		return AROUND.equals(name) || WORDS.contains(name) || TYPES.contains(name) || CODES.contains(name)
				|| isException(name) || isKept(name);
	}

	private static boolean isKept(String name) {
		return KEPT.contains(name) || RetryHint.isName(name);
	}

	/** As Bedrock names its errors. */
	private static boolean isException(String name) {
		return name.endsWith("Exception");
	}

	void clear() {
		this.fields = Map.of();
	}

	void put(String name, @Nullable Object value) {
		if (AROUND.equals(name)) {
			Fields.of(value).values().forEach((inside, told) -> put(String.valueOf(inside), told));
		}
		else if (value != null) {
			this.fields = this.fields.isEmpty() ? new LinkedHashMap<>() : this.fields;
			this.fields.put(isException(name) ? "exception" : name, value);
		}
	}

	/** The error, in the shape of an {@code error} object; {@code null} if it is none. */
	@Nullable Object find() {
		return isWell() ? null : object(this.fields);
	}

	/** Whether it says of itself that it is none. */
	boolean isWell() {
		return !this.fields.isEmpty() && Stream.of(CODES, TYPES)
			.flatMap(List::stream)
			.map((name) -> String.valueOf(this.fields.get(name)).toLowerCase(Locale.ROOT))
			.anyMatch(WELL::contains);
	}

	/** What an event says whose name says that it is an error. */
	static Object inEvent(byte[] data) {
		Map<String, Object> object = new LinkedHashMap<>();
		Fields.of(Excerpt.of(data)).values().forEach((name, value) -> object.put(String.valueOf(name), value));
		Object inside = object.get("error");
		if (ErrorPlaces.says(inside)) {
			return Objects.requireNonNull(inside);
		}
		Object error = object(object);
		return (error != null) ? error : Excerpt.of(new String(data, StandardCharsets.UTF_8));
	}

	private static @Nullable Object object(Map<String, Object> fields) {
		String words = first(fields, WORDS);
		Object type = fields.get("error_type");
		if (words == null && type == null) {
			return null;
		}
		Map<String, Object> error = new LinkedHashMap<>();
		error.put("message", Excerpt.of(Objects.requireNonNullElse(words, String.valueOf(type))));
		put(error, "type", first(fields, TYPES));
		put(error, "code", first(fields, CODES));
		fields.forEach((name, value) -> {
			if (isKept(name)) {
				error.put(name, value);
			}
		});
		return error;
	}

	private static void put(Map<String, Object> error, String name, @Nullable Object value) {
		if (value != null) {
			error.put(name, value);
		}
	}

	private static @Nullable String first(Map<String, Object> fields, List<String> places) {
		return places.stream()
			.map(fields::get)
			.map((value) -> (value instanceof Number) ? value.toString() : RawMessage.of(value))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

}
