package io.cascade.openrouter;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether a refusal proves that every upstream would refuse the request: it names a field
 * that is in no protocol, or the messages are not in an order that any server takes.
 */
final class CallersFault {

	private static final Set<Integer> STATUSES = Set.of(0, 400, 422);

	private static final PhraseIndex UNKNOWN_FIELD = Phrases.all("unrecognized key~", "unrecognized request argument~",
			"unknown parameter~", "unknown field~", "unknown argument~", "unknown name", "unexpected property",
			"unexpected field~", "unexpected keyword~", "additional properties * not allowed",
			"extra inputs are not permitted", "extra fields not permitted", "property * is unsupported");

	private static final PhraseIndex BAD_MESSAGES = Phrases.all("messages * is not one of", "role * is not one of",
			"invalid role", "too short * messages", "messages * too short", "messages must contain/have at least one",
			"at least one message", "messages * must not be empty", "messages * cannot be empty", "messages * is empty",
			"messages array is empty", "empty array * messages", "missing required parameter * messages",
			"messages * is required", "messages * field required", "must be a response to a prec~",
			"must be followed by tool messages", "parse the json body", "json parse error", "not valid json",
			"body is not json");

	/**
	 * Fields of the common protocol; that one server lacks them says nothing of others.
	 */
	private static final Set<String> PROTOCOL = Set.of("model", "messages", "role", "content", "name", "stream",
			"stream_options", "include_usage", "max_tokens", "max_completion_tokens", "temperature", "top_p", "top_k",
			"min_p", "top_a", "n", "stop", "seed", "user", "tools", "tool_choice", "tool_calls", "tool_call_id",
			"parallel_tool_calls", "function", "strict", "response_format", "json_schema", "logprobs", "top_logprobs",
			"logit_bias", "presence_penalty", "frequency_penalty", "repetition_penalty", "reasoning",
			"reasoning_effort", "reasoning_content", "reasoning_details", "thinking", "service_tier", "store",
			"metadata", "prediction", "modalities", "audio", "image_url", "input_audio", "file", "cache_control",
			"verbosity", "prompt_cache_key", "safety_identifier", "refusal", "extra_content", "web_search_options",
			"structured_outputs", "usage", "provider", "models", "plugins", "transforms", "route", "session_id",
			"trace");

	/** A field in quotes, or behind a colon. */
	private static final Pattern NAMED = Pattern
		.compile("[`'\"]([A-Za-z_][\\w.\\[\\]-]{0,80})[`'\"]|:\\s{0,3}([A-Za-z_][\\w.]{0,80})\\s{0,3}$");

	private CallersFault() {
	}

	static boolean isProven(ErrorBody error) {
		if (!STATUSES.contains(error.status())) {
			return false;
		}
		Phrases.Text words = error.words();
		return BAD_MESSAGES.isAnyIn(words) || (UNKNOWN_FIELD.isAnyIn(words) && fields(error).findAny().isPresent()
				&& fields(error).noneMatch(PROTOCOL::contains));
	}

	/** The names in the path of the field that the error names. */
	private static Stream<String> fields(ErrorBody error) {
		String message = Objects.requireNonNullElse(error.message(), "");
		List<String> quoted = NAMED.matcher((message.length() > 1000) ? message.substring(0, 1000) : message)
			.results()
			.map(CallersFault::name)
			.toList();
		return Stream.concat(Stream.ofNullable(error.param()), quoted.stream())
			.flatMap((path) -> Stream.of(path.toLowerCase(Locale.ROOT).split("[.\\[\\]]+", 0)))
			.filter((name) -> !name.isEmpty() && !Character.isDigit(name.charAt(0)));
	}

	private static String name(MatchResult found) {
		return Objects.requireNonNullElse((found.group(1) != null) ? found.group(1) : found.group(2), "");
	}

}
