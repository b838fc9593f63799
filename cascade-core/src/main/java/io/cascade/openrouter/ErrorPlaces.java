package io.cascade.openrouter;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Where servers put an error: under {@code error} as an object, a text or a list, at the
 * top of the body, in a list around it, or in a page. What says nothing is no error.
 */
final class ErrorPlaces {

	/** Names of the top of a body beside which {@code error} is only a code. */
	private static final List<String> WORDS = List.of("message", "Message", "detail", "msg", "error_message",
			"errorMessage", "error_msg", "error_description");

	/** What a thing is called that is all right. */
	private static final Set<String> NOTHING = Set.of("", "null", "none", "false", "0", "ok", "success", "{}", "[]",
			"undefined", "nil");

	/** Names whose values stand beside an error without telling of one. */
	private static final Set<String> SILENT = Set.of("param", "id", "request_id", "requestid", "trace_id", "object",
			"timestamp", "path");

	/** Names under which errors quote the request, or what the model said. */
	private static final Set<String> QUOTED = Set.of("input", "inputs", "input_value", "messages", "prompt", "request",
			"request_body", "failed_generation", "tools");

	private static final int MAX_DEPTH = 6;

	private static final int MAX_TEXT = 2000;

	private static final Pattern TITLE = Pattern.compile("(?i)<(?:title|h1|message)[^>]{0,200}>([^<]{1,300})<");

	private static final Pattern CODE = Pattern.compile("(?i)<code>([^<]{1,100})<");

	private static final List<String> PAGES = List.of("<!doctype html", "<html", "<head", "<body", "<!--", "<h1",
			"<center");

	private static final List<String> MARKUP = List.of("<!doctype", "<?xml", "<error>", "<error ", "<errorresponse");

	private ErrorPlaces() {
	}

	/** The error in a body that is one; what was said in a page is its title. */
	static Fields find(@Nullable Object body) {
		return find(body, 0);
	}

	private static Fields find(@Nullable Object body, int depth) {
		if (body instanceof List<?> list && depth < MAX_DEPTH) {
			return list.stream()
				.map((member) -> find(member, depth + 1))
				.filter((error) -> !error.isEmpty())
				.findFirst()
				.orElse(Fields.NONE);
		}
		return (body instanceof Map<?, ?> map) ? inObject(new Fields(map)) : named(body);
	}

	private static Fields inObject(Fields body) {
		Object error = body.value("error");
		boolean worded = WORDS.stream().anyMatch((name) -> says(body.value(name)));
		if (error instanceof String text && says(text)) {
			return worded ? withCode(body, text) : named(text);
		}
		boolean inside = says(error) || (error instanceof Map<?, ?> && !worded);
		return inside ? of(error) : body;
	}

	private static Fields withCode(Fields body, String code) {
		Map<Object, Object> fields = new LinkedHashMap<>(body.values());
		fields.remove("error");
		fields.putIfAbsent("code", code);
		return new Fields(fields);
	}

	/** The value of an {@code error} property as an object. */
	static Fields of(@Nullable Object error) {
		if (error instanceof List<?> list) {
			return list.stream().filter(ErrorPlaces::says).findFirst().map(ErrorPlaces::of).orElse(Fields.NONE);
		}
		return (error instanceof Map<?, ?> map) ? new Fields(map) : named(error);
	}

	private static Fields named(@Nullable Object text) {
		return (text instanceof String said && says(said)) ? new Fields(Map.of("message", said)) : Fields.NONE;
	}

	/** The words of a body that is no JSON: what a person would read first. */
	static Fields ofText(byte[] body) {
		String text = new String(body, 0, Math.min(body.length, MAX_TEXT), StandardCharsets.UTF_8).strip();
		if (!isMarkup(text)) {
			return named(text);
		}
		Map<String, Object> error = new LinkedHashMap<>();
		inTag(TITLE, text).ifPresent((title) -> error.put("message", title));
		inTag(CODE, text).ifPresent((code) -> error.put("code", code));
		return new Fields(error);
	}

	private static Optional<String> inTag(Pattern tag, String text) {
		Matcher found = tag.matcher(text);
		return found.find() ? Optional.of(found.group(1).strip()).filter(ErrorPlaces::says) : Optional.empty();
	}

	/**
	 * Whether a text is for a browser or a parser; words may begin with a bracket too.
	 */
	static boolean isMarkup(String text) {
		return begins(text, PAGES) || begins(text, MARKUP);
	}

	private static boolean begins(String text, List<String> beginnings) {
		return beginnings.stream().anyMatch((tag) -> text.regionMatches(true, 0, tag, 0, tag.length()));
	}

	/** Whether the value of an {@code error} property names one. */
	static boolean says(@Nullable Object error) {
		return says(error, 0);
	}

	private static boolean says(@Nullable Object value, int depth) {
		if (value == null || depth > MAX_DEPTH) {
			return false;
		}
		if (value instanceof Map<?, ?> map) {
			return map.entrySet()
				.stream()
				.anyMatch((entry) -> !SILENT.contains(String.valueOf(entry.getKey()).toLowerCase(Locale.ROOT))
						&& says(entry.getValue(), depth + 1));
		}
		if (value instanceof Collection<?> list) {
			return list.stream().anyMatch((member) -> says(member, depth + 1));
		}
		if (value instanceof Boolean flag) {
			return flag && depth == 0;
		}
		return (value instanceof Number number) ? isError(number.doubleValue())
				: !NOTHING.contains(value.toString().strip().toLowerCase(Locale.ROOT)) && !isSuccess(value.toString());
	}

	private static boolean isError(double code) {
		return code != 0 && !(code >= 200 && code < 300);
	}

	private static boolean isSuccess(String code) {
		return code.strip().matches("2\\d\\d(?:\\.0)?");
	}

	/** The value, and where it is JSON in a text, what that holds. */
	static @Nullable Object opened(@Nullable Object value) {
		if (value instanceof String text && opens(text.strip())) {
			return Objects.requireNonNullElse(JsonValues.any(text.getBytes(StandardCharsets.UTF_8)), text);
		}
		return value;
	}

	private static boolean opens(String text) {
		return text.startsWith("{") || text.startsWith("[");
	}

	/** What is directly inside an object or a list, without what the error quotes. */
	static Stream<?> membersSaid(@Nullable Object value) {
		if (value instanceof Map<?, ?> map) {
			return map.entrySet()
				.stream()
				.filter((entry) -> !QUOTED.contains(String.valueOf(entry.getKey()).toLowerCase(Locale.ROOT)))
				.map(Map.Entry::getValue);
		}
		return members(value);
	}

	/** What is directly inside an object or a list. */
	static Stream<?> members(@Nullable Object value) {
		if (value instanceof Map<?, ?> map) {
			return map.values().stream();
		}
		return (value instanceof Collection<?> list) ? list.stream() : Stream.empty();
	}

	/** Whether a body is a page for people. */
	static boolean isPage(byte[] body) {
		return begins(new String(body, 0, Math.min(body.length, 200), StandardCharsets.UTF_8).stripLeading(), PAGES);
	}

}
