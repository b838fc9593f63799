package io.cascade.test;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reads query strings.
 */
final class Queries {

	private Queries() {
	}

	static Map<String, String> parse(String query) {
		return Arrays.stream(query.split("&"))
			.map((pair) -> pair.split("=", 2))
			.filter((pair) -> pair.length == 2)
			.collect(Collectors.toMap((pair) -> pair[0], (pair) -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8),
					(first, second) -> first));
	}

	static int number(Map<String, String> query, String name, int fallback) {
		String value = query.getOrDefault(name, "");
		return value.matches("\\d{1,6}") ? Integer.parseInt(value) : fallback;
	}

}
