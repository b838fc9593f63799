package io.cascade.openrouter;

import java.net.URI;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.NettyOutbound;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientRequest;
import reactor.netty.http.client.HttpClientResponse;

import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;

/**
 * Sends requests by a client of Reactor Netty. Nearly all requests of an upstream go to
 * one address, for which the client is made ready once, and each header is written once,
 * to where Netty sends it from. Thread-safe.
 */
public final class NettyConnector implements ClientHttpConnector {

	private final HttpClient client;

	private volatile @Nullable Ready last;

	/**
	 * A connector.
	 * @param client sends the requests
	 */
	public NettyConnector(HttpClient client) {
		this.client = client;
	}

	@Override
	public Mono<ClientHttpResponse> connect(HttpMethod method, URI uri,
			Function<? super ClientHttpRequest, Mono<Void>> requestCallback) {
		Sending sending = new Sending(method, uri, requestCallback);
		return HandedResponse.of(sender(method, uri).send(sending::send).responseConnection(sending::receive),
				sending::leave);
	}

	private HttpClient.RequestSender sender(HttpMethod method, URI uri) {
		if (!method.equals(HttpMethod.POST)) {
			return this.client.request(io.netty.handler.codec.http.HttpMethod.valueOf(method.name())).uri(uri);
		}
		Ready ready = this.last;
		if (ready == null || !ready.uri().equals(uri)) {
			ready = new Ready(uri, this.client.post().uri(uri));
			this.last = ready;
		}
		return ready.sender();
	}

	/**
	 * A client that knows where it sends to.
	 *
	 * @param uri where
	 * @param sender the client
	 */
	private record Ready(URI uri, HttpClient.RequestSender sender) {

	}

	/** One request and its response. */
	private static final class Sending {

		private final HttpMethod method;

		private final URI uri;

		private final Function<? super ClientHttpRequest, Mono<Void>> writes;

		private volatile @Nullable NettyResponse response;

		Sending(HttpMethod method, URI uri, Function<? super ClientHttpRequest, Mono<Void>> writes) {
			this.method = method;
			this.uri = uri;
			this.writes = writes;
		}

		Publisher<Void> send(HttpClientRequest request, NettyOutbound outbound) {
			return this.writes.apply(new NettyRequest(this.method, this.uri, request, outbound));
		}

		Mono<ClientHttpResponse> receive(HttpClientResponse received, Connection connection) {
			NettyResponse arrived = new NettyResponse(received, connection);
			this.response = arrived;
			return Mono.just(arrived);
		}

		/** Whoever was handed the response may not have come to its body. */
		void leave() {
			NettyResponse arrived = this.response;
			if (arrived != null) {
				arrived.leave();
			}
		}

	}

}
