package io.cascade.quality;

import java.util.Map;

import io.cascade.ResponseFormat;
import tools.jackson.databind.JavaType;

/**
 * What is asked for to get a value of a type.
 *
 * @param name the name for the model
 * @param sent the schema that is sent; it demands every property, as strict modes want
 * @param accepted the schema that answers must follow; a property that may be null may be
 * missing
 * @param type what answers are bound to
 */
record TypeSchema(String name, Map<String, Object> sent, Map<String, Object> accepted, JavaType type) {

	/** Strict modes know no maps, that is objects with properties of any name. */
	ResponseFormat format() {
		return new ResponseFormat("json_schema", this.name, this.sent, isClosed(this.sent) ? true : null);
	}

	/** The schema for the arguments of a tool, which has but one for both. */
	Map<String, Object> arguments() {
		return this.accepted;
	}

	boolean hasStrictArguments() {
		return isClosed(this.accepted) && this.accepted.equals(this.sent);
	}

	private static boolean isClosed(Object schema) {
		if (schema instanceof Map<?, ?> map) {
			boolean open = map.get("additionalProperties") instanceof Map;
			return !open && map.values().stream().allMatch(TypeSchema::isClosed);
		}
		return !(schema instanceof Iterable<?> parts) || isClosed(parts);
	}

	private static boolean isClosed(Iterable<?> parts) {
		for (Object part : parts) {
			if (part != null && !isClosed(part)) {
				return false;
			}
		}
		return true;
	}

}
