package io.cascade.quality;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.cascade.ResponseFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;

/**
 * What is asked for to get a value of a type.
 *
 * @param name the name for the model
 * @param sent the schema that is sent; it demands every property, as strict modes want
 * @param arguments the schema for a tool that takes it, which has but one for both
 * @param accepted the schema that answers must follow; a property that may be null may be
 * missing
 * @param type what answers are bound to
 */
record TypeSchema(String name, Map<String, Object> sent, Map<String, Object> arguments, Map<String, Object> accepted,
		JavaType type) {

	/** One of these says what may stand at a place. */
	private static final Set<String> SAYING = Set.of("type", "enum", "const", "anyOf", "$ref");

	ResponseFormat format() {
		return new ResponseFormat("json_schema", this.name, this.sent, isClosed(this.sent) ? true : null);
	}

	boolean hasStrictArguments() {
		return this.arguments.equals(this.sent) && isClosed(this.sent);
	}

	/** Strict modes have neither maps nor what may be anything nor pairs. */
	private static boolean isClosed(@Nullable Object schema) {
		return schema instanceof Map<?, ?> map && map.keySet().stream().anyMatch(SAYING::contains)
				&& !map.containsKey("prefixItems") && isClosedObject(map)
				&& parts(map).stream().allMatch(TypeSchema::isClosed);
	}

	private static boolean isClosedObject(Map<?, ?> schema) {
		boolean isObject = schema.get("type") instanceof Collection<?> types ? types.contains("object")
				: "object".equals(schema.get("type"));
		boolean isList = "array".equals(schema.get("type"));
		return isObject ? Boolean.FALSE.equals(schema.get("additionalProperties")) && demandsAll(schema)
				: !isList || schema.containsKey("items");
	}

	private static boolean demandsAll(Map<?, ?> schema) {
		return schema.get("properties") instanceof Map<?, ?> properties
				&& schema.get("required") instanceof Collection<?> required
				&& required.containsAll(properties.keySet());
	}

	private static List<Object> parts(Map<?, ?> schema) {
		List<Object> parts = new ArrayList<>();
		for (String name : List.of("properties", "$defs")) {
			if (schema.get(name) instanceof Map<?, ?> named) {
				parts.addAll(named.values());
			}
		}
		if (schema.get("anyOf") instanceof Collection<?> choices) {
			parts.addAll(choices);
		}
		if (schema.containsKey("items")) {
			parts.add(schema.get("items"));
		}
		return parts;
	}

}
