package io.cascade.springai;

import java.util.Collection;
import java.util.Map;
import java.util.Set;

/**
 * Whether a schema may be sent as strict: every object demands all its properties and
 * allows no others, else providers refuse the request.
 */
final class StrictSchema {

	/** Keywords that hold schemas by the names of the application. */
	private static final Set<String> BY_NAME = Set.of("properties", "$defs", "definitions");

	/** Keywords that hold data. */
	private static final Set<String> DATA = Set.of("enum", "const", "default", "examples", "required");

	private StrictSchema() {
	}

	static boolean isStrict(Map<?, ?> schema) {
		boolean object = "object".equals(schema.get("type")) || schema.containsKey("properties");
		return (!object || isClosed(schema)) && schema.entrySet().stream().allMatch(StrictSchema::isStrict);
	}

	private static boolean isClosed(Map<?, ?> schema) {
		return Boolean.FALSE.equals(schema.get("additionalProperties"))
				&& schema.get("properties") instanceof Map<?, ?> properties
				&& (properties.isEmpty() || (schema.get("required") instanceof Collection<?> required
						&& required.containsAll(properties.keySet())));
	}

	private static boolean isStrict(Map.Entry<?, ?> keyword) {
		if (DATA.contains(keyword.getKey())) {
			return true;
		}
		if (BY_NAME.contains(keyword.getKey()) && keyword.getValue() instanceof Map<?, ?> named) {
			return named.values().stream().allMatch(StrictSchema::isStrictValue);
		}
		return isStrictValue(keyword.getValue());
	}

	private static boolean isStrictValue(Object value) {
		if (value instanceof Map<?, ?> schema) {
			return isStrict(schema);
		}
		return !(value instanceof Collection<?> several) || several.stream().allMatch(StrictSchema::isStrictValue);
	}

}
