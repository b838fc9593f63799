package io.cascade.autoconfigure;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Reads and checks configured URLs.
 */
final class BaseUrl {

	private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[(::1|0:0:0:0:0:0:0:1)]");

	private static final int MAX_PORT = 65_535;

	private static final String ENDPOINT = "/chat/completions";

	private BaseUrl() {
	}

	static URI of(String property, @Nullable String value) {
		URI uri = parse(value);
		String problem = problem(uri, value);
		if (uri == null || problem != null) {
			throw new CascadeConfigurationException(property, String.valueOf(problem),
					"Set it to an absolute URL with http or https that '%s' can be appended to, such as '%s' or '%s'."
						.formatted(ENDPOINT, CascadeProperties.OPENROUTER, "http://localhost:11434/v1"));
		}
		URI url = withoutTrailingSlash(uri);
		checkScheme(property, url);
		checkPath(property, url);
		return url;
	}

	/**
	 * TLS spoken to a port that has none, or the reverse, looks like a broken network.
	 */
	private static void checkScheme(String property, URI url) {
		boolean tls = "https".equals(scheme(url));
		boolean plainPort = url.getPort() == 80
				|| (isLoopback(url) && LocalServers.plainPorts().contains(url.getPort()));
		if (tls ? plainPort : url.getPort() == 443) {
			String other = tls ? "http" : "https";
			throw new CascadeConfigurationException(property,
					"port %2$d does not serve %1$s".formatted(scheme(url), url.getPort()),
					"Set it to '%s%s'.".formatted(other, url.toString().substring(scheme(url).length())));
		}
	}

	private static void checkPath(String property, URI url) {
		KnownServers server = KnownServers.of(url);
		String correction = (server != null) ? server.correction(url) : null;
		if (correction != null) {
			throw new CascadeConfigurationException(property, "'%s' is not the address of the API".formatted(url),
					"Set it to '%s'.".formatted(correction));
		}
	}

	private static @Nullable String problem(@Nullable URI uri, @Nullable String value) {
		if (value == null || value.isBlank()) {
			return "there is no base URL";
		}
		if (ApiKey.placeholder(value) != null) {
			return "nothing resolves '${%s}'".formatted(ApiKey.placeholder(value));
		}
		if (value.contains("@") || value.contains("?") || value.contains("#")) {
			return "a base URL has no user, no query and no fragment";
		}
		if (uri == null || uri.getHost() == null || uri.getPort() > MAX_PORT || !isHttp(uri)) {
			return "'%s' is not a URL with http or https and a host".formatted(value.strip());
		}
		return withoutTrailingSlash(uri).getPath().endsWith(ENDPOINT) ? "it ends in '%s'".formatted(ENDPOINT) : null;
	}

	private static boolean isHttp(URI uri) {
		return "http".equals(scheme(uri)) || "https".equals(scheme(uri));
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
		return LOOPBACK.matcher(uri.getHost().toLowerCase(Locale.ROOT)).matches();
	}

	/** A key must not travel readably. */
	static void checkKeyIsSafe(String property, URI uri) {
		if ("http".equals(scheme(uri)) && !isLoopback(uri)) {
			throw new CascadeConfigurationException(property,
					"the key would be sent unencrypted to http://%s".formatted(uri.getHost()),
					"Use https, or remove the api-key beside it if that server needs none.");
		}
	}

}
