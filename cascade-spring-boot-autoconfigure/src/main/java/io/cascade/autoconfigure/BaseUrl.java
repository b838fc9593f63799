package io.cascade.autoconfigure;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Reads and checks configured URLs.
 */
final class BaseUrl {

	private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

	private BaseUrl() {
	}

	static URI of(String property, @Nullable String value) {
		URI uri = parse(value);
		if (uri == null || uri.getHost() == null || !("http".equals(scheme(uri)) || "https".equals(scheme(uri)))) {
			throw new CascadeConfigurationException(property,
					(value == null || value.isBlank()) ? "there is no base URL" : "'%s' is not a URL".formatted(value),
					"Set it to an absolute URL with http or https and without a trailing '/chat/completions', such as "
							+ "'%s' or 'http://localhost:11434/v1'.".formatted(CascadeProperties.OPENROUTER));
		}
		return withoutTrailingSlash(uri);
	}

	private static @Nullable URI parse(@Nullable String value) {
		try {
			return (value != null && !value.isBlank()) ? new URI(value.strip()) : null;
		}
		catch (URISyntaxException ex) {
			return null;
		}
	}

	private static String scheme(URI uri) {
		return (uri.getScheme() != null) ? uri.getScheme().toLowerCase(Locale.ROOT) : "";
	}

	private static URI withoutTrailingSlash(URI uri) {
		String text = uri.toString();
		return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : uri;
	}

	static boolean isLoopback(URI uri) {
		return LOOPBACK.contains(uri.getHost().toLowerCase(Locale.ROOT)) || uri.getHost().startsWith("127.");
	}

	/** A key must not travel readably. */
	static void checkKeyIsSafe(String keyProperty, URI uri) {
		if ("http".equals(scheme(uri)) && !isLoopback(uri)) {
			throw new CascadeConfigurationException(keyProperty,
					"the key would be sent unencrypted to http://%s".formatted(uri.getHost()),
					"Use https in the base URL, or remove the key if that server needs none.");
		}
	}

}
