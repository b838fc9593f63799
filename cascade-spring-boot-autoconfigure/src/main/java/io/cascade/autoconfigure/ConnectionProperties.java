package io.cascade.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Connections to an upstream.
 *
 * @param connectTimeout Time to open a connection, and as long again for its TLS
 * handshake.
 * @param maxConnections Most connections that are open at a time.
 * @param acquireTimeout Time to wait for a connection when all are in use.
 * @param maxIdleTime Time after which an unused connection is closed.
 * @param sslBundle Name of the SSL bundle. The trust store of the JVM decides if not set.
 * @param proxy Proxy to connect through. None if not set.
 */
@ConfigurationPropertiesSource
record ConnectionProperties(@DefaultValue("5s") Duration connectTimeout, @DefaultValue("2000") int maxConnections,
		@DefaultValue("1s") Duration acquireTimeout, @DefaultValue("30s") Duration maxIdleTime,
		@Nullable String sslBundle, @Nullable ProxyProperties proxy) {

	/**
	 * A proxy. {@code toString} leaves the password out.
	 *
	 * @param host Host of the proxy. Needed.
	 * @param port Port of the proxy.
	 * @param username User name for the proxy. Not sent if not set.
	 * @param password Password for the proxy. Empty if not set.
	 * @param nonProxyHosts Pattern of hosts that are reached directly, such as
	 * "localhost|.*\\.internal". None if not set.
	 */
	record ProxyProperties(String host, @DefaultValue("8080") int port, @Nullable String username,
			@Nullable String password, @Nullable String nonProxyHosts) {

		@Override
		public String toString() {
			return "ProxyProperties[host=%s, port=%d]".formatted(this.host, this.port);
		}

	}

}
