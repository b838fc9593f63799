package io.cascade.autoconfigure;

import java.time.Duration;

/**
 * Refuses connections that could never be opened.
 */
final class ConnectionCheck {

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
		if (proxy.port() < 1 || proxy.port() > 65_535) {
			throw refusal(prefix + ".port", "between 1 and 65535", proxy.port());
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
