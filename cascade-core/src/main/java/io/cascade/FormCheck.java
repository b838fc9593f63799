package io.cascade;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Refuses names and words that every server would refuse.
 *
 * @see <a href= "https://platform.openai.com/docs/api-reference/chat/create">Chat
 * completions</a>
 */
final class FormCheck {

	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

	private static final Pattern SERVER_TOOL = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");

	private static final String NAME_RULE = "must have 1 to 64 characters: letters, digits, underscores and hyphens, not ";

	private static final List<String> MODES = List.of("auto", "none", "required", "function");

	private static final List<String> TYPES = List.of("text", "json_object", "json_schema");

	private static final List<String> DETAILS = List.of("auto", "low", "high", "original");

	private static final int LONGEST_SHOWN = 80;

	private FormCheck() {
	}

	static void check(CascadeRequest request) {
		if (!request.tools().isEmpty()) {
			check(request.tools());
		}
		if (request.toolChoice() != null) {
			check(request.toolChoice());
		}
		if (request.responseFormat() != null) {
			check(request.responseFormat());
		}
	}

	private static void check(List<Tool> tools) {
		Set<String> names = new HashSet<>();
		for (int i = 0; i < tools.size(); i++) {
			Tool tool = tools.get(i);
			require(tool != null, "tools", "'tools'", "must not hold null");
			String place = "tools[" + i + "]";
			check(tool, place);
			require(tool.onServer() || names.add(tool.name()), place + ".function.name", "'tools'",
					"must not hold two functions with one name: '" + tool.name() + "'");
		}
	}

	private static void check(Tool tool, String place) {
		String fields = place + (tool.onServer() ? "." : ".function.");
		name(fields + (tool.onServer() ? "type" : "name"), "the name of a tool", tool.name(),
				tool.onServer() ? SERVER_TOOL : NAME);
		json(fields + "parameters", "the parameters of tool '" + tool.name() + "'", tool.parameters());
	}

	private static void check(ToolChoice choice) {
		word("tool_choice", "'toolChoice.mode'", choice.mode(), MODES);
		if (choice.function() != null || "function".equals(choice.mode())) {
			name("tool_choice.function.name", "'toolChoice.function'", choice.function(), NAME);
		}
	}

	private static void check(ResponseFormat format) {
		word("response_format.type", "'responseFormat.type'", format.type(), TYPES);
		if (format.type().equals("json_schema")) {
			String schema = "response_format.json_schema.schema";
			name("response_format.json_schema.name", "'responseFormat.name'", format.name(), NAME);
			require(format.schema() != null, schema, "'responseFormat.schema'", "must not be null");
			json(schema, "'responseFormat.schema'", format.schema());
		}
	}

	static void check(Message message, int index) {
		boolean result = message.role() == Message.Role.TOOL;
		if (result && (message.toolCallId() == null || message.toolCallId().isBlank())) {
			throw refusal(in(index, "tool_call_id"), "'toolCallId'",
					"of a tool message must not be null or blank: it is the id of the call that the message answers");
		}
		if (message.name() != null && !NAME.matcher(message.name()).matches()) {
			throw refusal(in(index, "name"), "'name' of a message", NAME_RULE + shown(message.name()));
		}
		List<ContentPart> parts = message.content();
		for (int i = 0; i < parts.size(); i++) {
			if (parts.get(i) instanceof ContentPart.Image image && image.detail() != null
					&& !DETAILS.contains(image.detail())) {
				word(in(index, "content[%d].image_url.detail".formatted(i)), "'detail' of an image", image.detail(),
						DETAILS);
			}
		}
	}

	private static String in(int message, String field) {
		return "messages[%d].%s".formatted(message, field);
	}

	private static void name(String param, String what, @Nullable String name, Pattern form) {
		if (name == null || !form.matcher(name).matches()) {
			throw refusal(param, what, NAME_RULE + shown(name));
		}
	}

	private static void json(String param, String what, @Nullable Object value) {
		String complaint = Frozen.complaint(value);
		require(complaint == null, param, what, "must be " + complaint);
	}

	private static void word(String param, String what, @Nullable String word, List<String> allowed) {
		if (word == null || !allowed.contains(word)) {
			throw refusal(param, what, "must be one of %s, not %s".formatted(allowed, shown(word)));
		}
	}

	private static void require(boolean holds, String param, String what, String rule) {
		if (!holds) {
			throw refusal(param, what, rule);
		}
	}

	private static InvalidRequestException refusal(String param, String what, String rule) {
		return InvalidRequestException.inField(param, what + " " + rule);
	}

	/** What is longer than any name may be of a prompt. */
	private static String shown(@Nullable String value) {
		if (value == null || value.length() > LONGEST_SHOWN) {
			return (value != null) ? "one of " + Counted.of(value.length(), "character") : "null";
		}
		return "'%s' (%s)".formatted(value.replaceAll("\\p{Cntrl}", "?"), Counted.of(value.length(), "character"));
	}

}
