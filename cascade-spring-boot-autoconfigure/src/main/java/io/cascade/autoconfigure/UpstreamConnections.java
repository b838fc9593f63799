package io.cascade.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

import io.cascade.Upstream;
import io.cascade.openrouter.NettyConnector;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.transport.ProxyProvider;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.boot.http.client.ReactorHttpClientBuilder;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.client.reactive.ClientHttpConnector;

/**
 * Makes connectors, each with a pool of its own, and closes the pools in the end.
 */
final class UpstreamConnections implements DisposableBean {

	private static final Duration EVICTION = Duration.ofSeconds(15);

	private final @Nullable SslBundles sslBundles;

	private final @Nullable ReactorResourceFactory resources;

	private final List<ConnectionProvider> pools = new CopyOnWriteArrayList<>();

	UpstreamConnections(@Nullable SslBundles sslBundles, @Nullable ReactorResourceFactory resources) {
		this.sslBundles = sslBundles;
		this.resources = resources;
	}

	ClientHttpConnector connector(String upstream, ConnectionProperties connection) {
		ConnectionProvider pool = pool(upstream, connection);
		return new NettyConnector(
				new ReactorHttpClientBuilder().withHttpClientFactory(() -> client(pool, connection.connectTimeout()))
					.withHttpClientCustomizer((client) -> proxied(client, connection))
					.build(settings(upstream, connection)));
	}

	private ConnectionProvider pool(String upstream, ConnectionProperties connection) {
		ConnectionProvider pool = new LoopBoundPool(ConnectionProvider.builder("cascade-" + upstream)
			.maxConnections(connection.maxConnections())
			.pendingAcquireMaxCount(-1)
			.pendingAcquireTimeout(connection.acquireTimeout())
			.maxIdleTime(connection.maxIdleTime())
			.evictInBackground(EVICTION));
		this.pools.add(pool);
		return pool;
	}

	/** Global resources are looked up anew: any context that closes disposes of them. */
	private HttpClient client(ConnectionProvider pool, Duration handshakeTimeout) {
		HttpClient client = HttpClient.create(pool)
			.doOnChannelInit((observer, channel, address) -> limitHandshake(channel, handshakeTimeout));
		return (this.resources != null && !this.resources.isUseGlobalResources())
				? client.runOn(this.resources.getLoopResources()) : client;
	}

	/**
	 * Without it a connection that nobody waits for any longer would shake hands for 10
	 * s.
	 */
	private static void limitHandshake(Channel channel, Duration timeout) {
		SslHandler tls = channel.pipeline().get(SslHandler.class);
		if (tls != null) {
			tls.setHandshakeTimeoutMillis(timeout.toMillis());
		}
	}

	private static HttpClient proxied(HttpClient client, ConnectionProperties connection) {
		ConnectionProperties.ProxyProperties proxy = connection.proxy();
		return (proxy != null) ? client.proxy((spec) -> proxy(spec, proxy, connection.connectTimeout())) : client;
	}

	private static void proxy(ProxyProvider.TypeSpec spec, ConnectionProperties.ProxyProperties proxy,
			Duration connectTimeout) {
		ProxyProvider.Builder builder = spec.type(ProxyProvider.Proxy.HTTP)
			.host(proxy.host())
			.port(proxy.port())
			.connectTimeoutMillis(connectTimeout.toMillis());
		if (proxy.username() != null) {
			String password = (proxy.password() != null) ? proxy.password() : "";
			builder = builder.username(proxy.username()).password((user) -> password);
		}
		if (proxy.nonProxyHosts() != null) {
			builder.nonProxyHosts(proxy.nonProxyHosts());
		}
	}

	private HttpClientSettings settings(String upstream, ConnectionProperties connection) {
		HttpClientSettings settings = HttpClientSettings.defaults()
			.withRedirects(HttpRedirects.DONT_FOLLOW)
			.withConnectTimeout(connection.connectTimeout());
		String bundle = connection.sslBundle();
		if (bundle == null) {
			return settings;
		}
		if (this.sslBundles == null || !this.sslBundles.getBundleNames().contains(bundle)) {
			String property = upstream.equals(Upstream.DEFAULT) ? "cascade.connection.ssl-bundle"
					: "cascade.upstreams.%s.connection.ssl-bundle".formatted(upstream);
			throw new CascadeConfigurationException(property, "there is no SSL bundle '%s'".formatted(bundle),
					"Define it under spring.ssl.bundle.%s.".formatted(bundle.toLowerCase(Locale.ROOT)));
		}
		return settings.withSslBundle(this.sslBundles.getBundle(bundle));
	}

	@Override
	public void destroy() {
		this.pools.forEach(ConnectionProvider::dispose);
	}

}
