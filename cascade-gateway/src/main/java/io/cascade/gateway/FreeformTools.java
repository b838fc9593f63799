package io.cascade.gateway;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.cascade.Tool;
import org.jspecify.annotations.Nullable;

/**
 * Tools that take a text, such as the patches of Codex: to models they are functions
 * whose only argument is the text.
 */
final class FreeformTools {

	static final String CUSTOM = "custom";

	private static final String INPUT = "input";

	private FreeformTools() {
	}

	static Tool function(Node tool) {
		String description = Objects.requireNonNullElse(tool.text("description"), "");
		Node format = tool.object("format");
		String definition = (format != null) ? format.text("definition") : null;
		String told = (definition == null) ? description
				: description + "\nThe argument 'input' follows this grammar:\n" + definition;
		return new Tool(tool.named("name"), told.isBlank() ? null : told, schema(), null);
	}

	private static Map<String, Object> schema() {
		Map<String, Object> schema = new LinkedHashMap<>();
		schema.put("type", "object");
		schema.put("properties", Map.of(INPUT, Map.of("type", "string")));
		schema.put("required", List.of(INPUT));
		return schema;
	}

	/** The arguments of a call that had this text. */
	static String arguments(String input) {
		return Json.text(Json.object(INPUT, input));
	}

	/** The text of a call; a model that sends something else means that. */
	static String input(String arguments) {
		Map<String, Object> parsed = Json.parsed(arguments);
		return (parsed != null && parsed.get(INPUT) instanceof String text) ? text : arguments;
	}

	/** Whether the tool of that name takes a text. */
	static boolean isOne(Asked asked, @Nullable String name) {
		return asked.echoed().get("tools") instanceof List<?> tools && tools.stream()
			.anyMatch((tool) -> tool instanceof Map<?, ?> map && CUSTOM.equals(map.get("type"))
					&& Objects.equals(map.get("name"), name));
	}

}
