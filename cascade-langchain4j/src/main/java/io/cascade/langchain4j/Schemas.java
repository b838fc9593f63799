package io.cascade.langchain4j;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.langchain4j.internal.JsonSchemaElementUtils;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import org.jspecify.annotations.Nullable;

/**
 * Writes schemas of LangChain4j as its own models of OpenAI do.
 */
final class Schemas {

	static final Map<String, @Nullable Object> NO_ARGUMENTS = Map.of("type", "object", "properties", Map.of());

	private Schemas() {
	}

	static Map<String, @Nullable Object> of(JsonSchemaElement element, boolean strict) {
		return object(JsonSchemaElementUtils.toMap(element, strict));
	}

	private static Map<String, @Nullable Object> object(Map<?, ?> map) {
		Map<String, @Nullable Object> object = new LinkedHashMap<>();
		map.forEach((name, value) -> object.put(String.valueOf(name), value(value)));
		return object;
	}

	private static @Nullable Object value(@Nullable Object value) {
		if (value instanceof Map<?, ?> map) {
			return object(map);
		}
		if (value instanceof Object[] array) {
			return value(Arrays.asList(array));
		}
		return (value instanceof List<?> list) ? list.stream().map(Schemas::value).toList() : value;
	}

}
