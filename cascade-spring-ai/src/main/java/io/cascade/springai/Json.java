package io.cascade.springai;

import java.util.Map;

import io.cascade.InvalidRequestException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Schemas as Spring AI writes them.
 */
final class Json {

	private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {
	};

	private Json() {
	}

	static Map<String, Object> schema(String field, String json) {
		try {
			return JsonMapper.shared().readValue(json, OBJECT);
		}
		catch (JacksonException ex) {
			throw InvalidRequestException.inField(field,
					"'%s' must be a JSON schema, an object: %s".formatted(field, ex.getOriginalMessage()));
		}
	}

	/** Kept beside a message that goes through memories, which know plain values only. */
	static Map<String, Object> plain(Object value) {
		return JsonMapper.shared().convertValue(value, OBJECT);
	}

	static <T> T bound(Object plain, Class<T> type) {
		return JsonMapper.shared().convertValue(plain, type);
	}

}
