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
		for (Tool tool : tools) {
			require(tool != null, "'tools'", "must not hold null");
			check(tool);
			require(tool.onServer() || names.add(tool.name()), "'tools'",
					"must not hold two functions with one name: '" + tool.name() + "'");
		}
	}

	private static void check(Tool tool) {
		name("the name of a tool", tool.name(), tool.onServer() ? SERVER_TOOL : NAME);
		json("the parameters of tool '" + tool.name() + "'", tool.parameters());
	}

	private static void check(ToolChoice choice) {
		word("'toolChoice.mode'", choice.mode(), MODES);
		if (choice.function() != null || "function".equals(choice.mode())) {
			name("'toolChoice.function'", choice.function(), NAME);
		}
	}

	private static void check(ResponseFormat format) {
		word("'responseFormat.type'", format.type(), TYPES);
		if (format.type().equals("json_schema")) {
			name("'responseFormat.name'", format.name(), NAME);
			require(format.schema() != null, "'responseFormat.schema'", "must not be null");
			json("'responseFormat.schema'", format.schema());
		}
	}

	static void check(Message message) {
		boolean result = message.role() == Message.Role.TOOL;
		require(!result || (message.toolCallId() != null && !message.toolCallId().isBlank()), "'toolCallId'",
				"of a tool message must not be null or blank: it is the id of the call that the message answers");
		if (message.name() != null) {
			name("'name' of a message", message.name(), NAME);
		}
		for (ContentPart part : message.content()) {
			if (part instanceof ContentPart.Image image && image.detail() != null) {
				word("'detail' of an image", image.detail(), DETAILS);
			}
		}
	}

	private static void name(String what, @Nullable String name, Pattern form) {
		if (name == null || !form.matcher(name).matches()) {
			throw new IllegalArgumentException(what + " " + NAME_RULE + shown(name));
		}
	}

	private static void json(String what, @Nullable Object value) {
		String complaint = Frozen.complaint(value);
		require(complaint == null, what, "must be " + complaint);
	}

	private static void word(String what, @Nullable String word, List<String> allowed) {
		require(word != null && allowed.contains(word), what,
				"must be one of %s, not %s".formatted(allowed, shown(word)));
	}

	private static String shown(@Nullable String value) {
		if (value == null) {
			return "null";
		}
		String start = value.substring(0, Math.min(value.length(), 80)).replaceAll("\\p{Cntrl}", "?");
		return "'%s' (%s)".formatted(start, Counted.of(value.length(), "character"));
	}

	private static void require(boolean holds, String what, String rule) {
		if (!holds) {
			throw new IllegalArgumentException(what + " " + rule);
		}
	}

}
