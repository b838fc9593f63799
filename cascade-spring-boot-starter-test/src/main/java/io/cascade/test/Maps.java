package io.cascade.test;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Small steps with maps that come from JSON.
 */
final class Maps {

	private Maps() {
	}

	static Map<String, Object> keyed(Map<?, ?> map) {
		Map<String, Object> result = new LinkedHashMap<>();
		map.forEach((key, value) -> result.put(String.valueOf(key), value));
		return Collections.unmodifiableMap(result);
	}

	static Map<String, Object> plus(Map<String, ?> map, String key, Object value) {
		Map<String, Object> result = new LinkedHashMap<>(map);
		result.put(key, value);
		return Collections.unmodifiableMap(result);
	}

}
