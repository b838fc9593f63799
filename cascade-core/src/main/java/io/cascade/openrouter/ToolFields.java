package io.cascade.openrouter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

import io.cascade.ResponseFormat;
import io.cascade.Tool;
import io.cascade.ToolChoice;

/**
 * The tools of a request body, which of them is to be called, and the form of the answer.
 */
final class ToolFields {

	private static final String FUNCTION = "function";

	private static final Set<String> OF_SERVER_TOOL = Set.of("type", "parameters");

	private static final Map<String, ToolChoice> CHOICES = new LinkedHashMap<>();

	private static final Map<String, Function<BodyField, ResponseFormat>> FORMATS = new LinkedHashMap<>();

	static {
		Stream.of(ToolChoice.AUTO, ToolChoice.NONE, ToolChoice.REQUIRED)
			.forEach((choice) -> CHOICES.put(choice.mode(), choice));
		FORMATS.put("text", (field) -> ResponseFormat.text());
		FORMATS.put("json_object", (field) -> ResponseFormat.jsonObject());
		FORMATS.put("json_schema", (field) -> schema(field.field("json_schema")));
	}

	private ToolFields() {
	}

	static List<Tool> tools(BodyField field) {
		return field.isSet() ? field.list().stream().map(ToolFields::tool).toList() : List.of();
	}

	private static Tool tool(BodyField field) {
		BodyField type = field.field("type");
		return type.text().equals(FUNCTION) ? function(field.field(FUNCTION)) : onServer(field, type);
	}

	private static Tool function(BodyField field) {
		BodyField parameters = field.field("parameters");
		return new Tool(field.field("name").text(), field.field("description").ifSet(BodyField::text),
				parameters.isSet() ? parameters.object() : Map.of(), field.field("strict").ifSet(BodyField::flag));
	}

	/** What would be lost must not be asked for. */
	private static Tool onServer(BodyField field, BodyField type) {
		boolean whole = field.object()
			.entrySet()
			.stream()
			.allMatch((each) -> each.getValue() == null || OF_SERVER_TOOL.contains(each.getKey()));
		if (!whole) {
			throw type.wrongValue("'function', or the type of a tool that has nothing but 'parameters'");
		}
		BodyField parameters = field.field("parameters");
		return Tool.onServer(type.text(), parameters.isSet() ? parameters.object() : Map.of());
	}

	static ToolChoice choice(BodyField field) {
		if (field.isText()) {
			return field.oneOf(CHOICES);
		}
		if (!(field.value() instanceof Map)) {
			throw field.wrong("one of %s, or an object that names a function".formatted(CHOICES.keySet()));
		}
		field.field("type").oneOf(Map.of(FUNCTION, true));
		return ToolChoice.function(field.field(FUNCTION).field("name").text());
	}

	static ResponseFormat format(BodyField field) {
		return field.field("type").oneOf(FORMATS).apply(field);
	}

	private static ResponseFormat schema(BodyField field) {
		return new ResponseFormat("json_schema", field.field("name").text(), field.field("schema").object(),
				field.field("strict").ifSet(BodyField::flag), field.field("description").ifSet(BodyField::text));
	}

}
