package io.cascade.test;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Leaves credentials out of what is shown of a request: those that headers and the query
 * are known to carry, wherever else they stand.
 */
final class Secrets {

	private static final String MASK = "***";

	private static final Set<String> HEADERS = Set.of("authorization", "proxy-authorization", "api-key", "x-api-key",
			"x-goog-api-key", "x-auth-token", "cookie");

	private static final Set<String> PARAMETERS = Set.of("key", "api_key", "api-key", "apikey", "token",
			"access_token");

	private static final Pattern SCHEME = Pattern.compile("^(?i:bearer|basic|token) +");

	/** What looks like a key is one, wherever it comes from. */
	private static final Pattern KEY = Pattern.compile("\\b(?:sk|gsk|xai|pk|rk)-[A-Za-z0-9_-]{8,}");

	private final List<String> secrets;

	private Secrets(List<String> secrets) {
		this.secrets = secrets;
	}

	static Secrets of(RecordedRequest request) {
		Stream<String> sent = request.headers()
			.entrySet()
			.stream()
			.filter((header) -> isSecret(header.getKey()))
			.map((header) -> SCHEME.matcher(header.getValue()).replaceFirst(""));
		Stream<String> asked = Stream.of(request.query().split("&"))
			.filter((parameter) -> PARAMETERS.contains(parameter.replaceFirst("=.*", "").toLowerCase(Locale.ROOT)))
			.map((parameter) -> parameter.replaceFirst("^[^=]*=?", ""));
		return new Secrets(Stream.concat(sent, asked)
			.filter((secret) -> !secret.isBlank())
			.sorted(Comparator.comparing(String::length).reversed())
			.toList());
	}

	private static boolean isSecret(String header) {
		return HEADERS.contains(header.toLowerCase(Locale.ROOT));
	}

	String without(String text) {
		String shown = text;
		for (String secret : this.secrets) {
			shown = shown.replace(secret, MASK);
		}
		return KEY.matcher(shown).replaceAll(MASK);
	}

	Map<String, String> headers(Map<String, String> headers) {
		Map<String, String> shown = new TreeMap<>(headers);
		shown.replaceAll((name, value) -> isSecret(name) ? MASK : without(value));
		return shown;
	}

}
