package io.cascade.gateway;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.cascade.CascadeRequest;
import io.cascade.Tool;
import io.cascade.ToolChoice;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The tools of a request of OpenAI's Responses. Those that OpenAI runs, or that have a
 * form of their own, are left out: clients such as Codex offer them to everybody, and do
 * without.
 *
 * @param tools the tools that are offered
 * @param told the same as they came
 * @param choice whether one must be called
 */
record ResponsesTools(List<Tool> tools, List<Map<String, Object>> told, @Nullable ToolChoice choice) {

	private static final Log logger = LogFactory.getLog(ResponsesTools.class);

	private static final String CHOICE = "tool_choice";

	private static final String FUNCTION = "function";

	static ResponsesTools of(Node body) {
		List<Tool> tools = new ArrayList<>();
		List<Map<String, Object>> told = new ArrayList<>();
		for (Node tool : body.objects("tools")) {
			String type = tool.named("type");
			if (type.equals(FUNCTION)) {
				tools.add(function(tool));
				told.add(tool.copy());
			}
			else if (type.equals(FreeformTools.CUSTOM)) {
				tools.add(FreeformTools.function(tool));
				told.add(tool.copy());
			}
			else if (logger.isDebugEnabled()) {
				logger.debug("Left out of a request: a tool of the type '%s'".formatted(Refusals.shortened(type)));
			}
		}
		return chosen(body, tools, told);
	}

	private static Tool function(Node tool) {
		Node parameters = tool.object("parameters");
		Map<String, Object> schema = (parameters != null) ? parameters.copy() : nothing();
		return new Tool(tool.named("name"), tool.text("description"), schema, tool.flag("strict"));
	}

	private static Map<String, Object> nothing() {
		Map<String, Object> schema = new LinkedHashMap<>();
		schema.put("type", "object");
		schema.put("properties", Map.of());
		return schema;
	}

	private static ResponsesTools chosen(Node body, List<Tool> tools, List<Map<String, Object>> told) {
		Object value = body.value(CHOICE);
		if (value == null) {
			return new ResponsesTools(tools, told, null);
		}
		if (value instanceof String mode) {
			return new ResponsesTools(tools, told, mode(body, CHOICE, mode, tools));
		}
		Node choice = body.object(CHOICE, "%s is missing.");
		if ("allowed_tools".equals(choice.text("type"))) {
			Set<String> allowed = choice.objects("tools")
				.stream()
				.map((tool) -> tool.text("name"))
				.map(String::valueOf)
				.collect(Collectors.toSet());
			List<Tool> left = tools.stream().filter((tool) -> allowed.contains(tool.name())).toList();
			return new ResponsesTools(left, told, mode(choice, "mode", choice.needed("mode"), left));
		}
		if (!FUNCTION.equals(choice.text("type")) && !FreeformTools.CUSTOM.equals(choice.text("type"))) {
			throw choice.unknownType("a choice");
		}
		String name = choice.named("name");
		if (tools.stream().noneMatch((tool) -> tool.name().equals(name))) {
			throw choice.refused("name", "%s names none of the functions in 'tools'.");
		}
		return new ResponsesTools(tools, told, ToolChoice.function(name));
	}

	private static ToolChoice mode(Node of, String field, String mode, List<Tool> tools) {
		return switch (mode) {
			case "auto" -> ToolChoice.AUTO;
			case "none" -> ToolChoice.NONE;
			case "required" -> {
				if (tools.isEmpty()) {
					throw of.refused(field, "%s wants a call of a tool, but 'tools' has no function.");
				}
				yield ToolChoice.REQUIRED;
			}
			default -> throw of.refused(field, "%s must be 'auto', 'none' or 'required', or name a function.");
		};
	}

	/** Without tools there is nothing to choose. */
	CascadeRequest into(CascadeRequest request) {
		if (this.tools.isEmpty()) {
			return request;
		}
		CascadeRequest offered = request.tools(this.tools.toArray(Tool[]::new));
		return (this.choice != null) ? offered.toolChoice(this.choice) : offered;
	}

}
