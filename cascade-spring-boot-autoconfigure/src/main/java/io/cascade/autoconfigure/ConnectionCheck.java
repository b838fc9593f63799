package io.cascade.autoconfigure;

import java.time.Duration;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import org.jspecify.annotations.Nullable;

/**
 * Refuses connections that could never be opened.
 */
final class ConnectionCheck {

	/** A name, or an address with colons between brackets or without. */
	private static final Pattern HOST = Pattern.compile("[\\w.-]+|\\[?[\\da-fA-F]*:[\\da-fA-F.]*:[\\da-fA-F:.]*]?");

	private ConnectionCheck() {
	}

	static void check(String prefix, ConnectionProperties connection) {
		positive(prefix + ".connect-timeout", connection.connectTimeout());
		positive(prefix + ".acquire-timeout", connection.acquireTimeout());
		positive(prefix + ".max-idle-time", connection.maxIdleTime());
		if (connection.maxConnections() < 1) {
			throw refusal(prefix + ".max-connections", "at least 1", connection.maxConnections());
		}
		if (connection.proxy() != null) {
			proxy(prefix + ".proxy", connection.proxy());
		}
	}

	private static void proxy(String prefix, ConnectionProperties.ProxyProperties proxy) {
		if (proxy.host() == null || proxy.host().isBlank()) {
			throw new CascadeConfigurationException(prefix + ".host", "the proxy has no host",
					"Set it to the name of the proxy, such as 'proxy.example', or remove all keys of the proxy.");
		}
		if (!HOST.matcher(proxy.host().strip()).matches()) {
			throw new CascadeConfigurationException(prefix + ".host",
					"it must be the name of a host alone, without a scheme, a port or a user",
					"Write the name alone, such as 'proxy.example', and its port as '%s.port'.".formatted(prefix));
		}
		hosts(prefix + ".non-proxy-hosts", proxy.nonProxyHosts());
		if (proxy.port() < 1 || proxy.port() > 65_535) {
			throw refusal(prefix + ".port", "between 1 and 65535", proxy.port());
		}
	}

	private static void hosts(String property, @Nullable String pattern) {
		try {
			Pattern.compile((pattern != null) ? pattern : "");
		}
		catch (PatternSyntaxException ex) {
			throw new CascadeConfigurationException(property,
					"'%s' is no regular expression: %s".formatted(pattern, ex.getDescription()),
					"Write one such as 'localhost|.*\\.internal': '.*' for any text, '\\.' for a point, '|' between hosts.");
		}
	}

	private static void positive(String property, Duration time) {
		if (time.isNegative() || time.isZero()) {
			throw refusal(property, "longer than 0", time);
		}
	}

	private static CascadeConfigurationException refusal(String property, String allowed, Object value) {
		return new CascadeConfigurationException(property, "it must be %s, not %s".formatted(allowed, value),
				"Set it to a value %s, or remove it to have the default.".formatted(allowed));
	}

}
