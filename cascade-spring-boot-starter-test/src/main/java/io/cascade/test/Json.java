package io.cascade.test;

import java.util.Map;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The one place where JSON is read and written.
 */
final class Json {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	/** Looked up once: a mapper would lock while requests come at the same time. */
	private static final ObjectReader MAPS = MAPPER.readerFor(new TypeReference<Map<String, Object>>() {
	});

	private Json() {
	}

	static ObjectNode object() {
		return MAPPER.createObjectNode();
	}

	static ArrayNode array() {
		return MAPPER.createArrayNode();
	}

	static ObjectNode object(Map<String, ?> values) {
		return MAPPER.valueToTree(values);
	}

	static ArrayNode array(Iterable<?> values) {
		return MAPPER.valueToTree(values);
	}

	static String write(Object value) {
		return MAPPER.writeValueAsString(value);
	}

	static Map<String, Object> read(String text) {
		Map<String, Object> values = MAPS.readValue(text);
		return (values != null) ? values : Map.of();
	}

}
