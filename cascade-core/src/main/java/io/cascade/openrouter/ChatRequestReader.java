package io.cascade.openrouter;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.cascade.CascadeRequest;
import io.cascade.FrozenFields;
import io.cascade.InvalidRequestException;
import io.cascade.ResponseFormat;
import io.cascade.Tool;
import io.cascade.ToolChoice;

/**
 * Reads the body of a request for chat completions, as clients of OpenAI and OpenRouter
 * write it: the inverse of what is sent. Bounds of values are looked at when the request
 * is made.
 * <p>
 * What decides who is asked, and how the answer travels, is left to the caller:
 * {@code model}, {@code models}, {@code route}, {@code preset}, {@code provider},
 * {@code n}, {@code stream} and {@code stream_options}. Plugins and tools that an
 * upstream runs are read like anything else: whoever reads the requests of strangers
 * decides whether these may cost money.
 *
 * @see <a href= "https://platform.openai.com/docs/api-reference/chat/create">Chat
 * completions</a>
 */
public final class ChatRequestReader {

	private static final Set<String> OF_CALLER = Set.of("model", "models", "route", "preset", "provider", "n", "stream",
			"stream_options");

	/** What older clients send in place of another field. */
	private static final Map<String, String> REPLACED = Map.of("functions", "tools", "function_call", "tool_choice");

	private static final Set<String> KNOWN = Stream
		.of(OF_CALLER, REPLACED.keySet(), OptionFields.names(),
				Set.of("messages", "tools", "tool_choice", "response_format"))
		.flatMap(Set::stream)
		.collect(Collectors.toUnmodifiableSet());

	private ChatRequestReader() {
	}

	/**
	 * Reads a body. A field that is {@code null} is not set.
	 * @param body a JSON object: maps, lists, strings, numbers, booleans and nulls
	 * @return the request, and what is not known here
	 * @throws InvalidRequestException if a field is missing or of another form than it
	 * must be; it names the {@link InvalidRequestException#param() field}, and quotes
	 * nothing of the prompt
	 */
	public static Reading read(Map<String, ?> body) {
		return new Reading(request(BodyField.of(body)), unknown(body));
	}

	private static CascadeRequest request(BodyField body) {
		REPLACED.forEach((name, other) -> refuse(body.field(name), other));
		CascadeRequest request = CascadeRequest
			.of(body.field("messages").list().stream().map(MessageFields::read).toList())
			.options(OptionFields.of(body))
			.tools(ToolFields.tools(body.field("tools")).toArray(Tool[]::new));
		ToolChoice choice = body.field("tool_choice").ifSet(ToolFields::choice);
		request = (choice != null) ? request.toolChoice(choice) : request;
		ResponseFormat format = body.field("response_format").ifSet(ToolFields::format);
		return (format != null) ? request.responseFormat(format) : request;
	}

	private static void refuse(BodyField field, String other) {
		if (field.isSet()) {
			throw field.refused("must not be set: use '%s'".formatted(other));
		}
	}

	private static Map<String, Object> unknown(Map<String, ?> body) {
		FrozenFields unknown = new FrozenFields();
		body.forEach((name, value) -> {
			if (value != null && !KNOWN.contains(name)) {
				unknown.put(name, value);
			}
		});
		return unknown.map();
	}

	/**
	 * A body that was read.
	 *
	 * @param request the request, for the default chain
	 * @param unknown fields that nothing here knows, as they came
	 */
	public record Reading(CascadeRequest request, Map<String, Object> unknown) {

		/** Keeps a copy of the fields. */
		public Reading {
			FrozenFields copy = new FrozenFields();
			unknown.forEach(copy::put);
			unknown = copy.map();
		}

		@Override
		public String toString() {
			return "Reading[%s, unknown=%s]".formatted(this.request, this.unknown.keySet());
		}

	}

}
