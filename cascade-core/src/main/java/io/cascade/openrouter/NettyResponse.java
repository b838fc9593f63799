package io.cascade.openrouter;

import java.util.Collection;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.DefaultCookie;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Flux;
import reactor.netty.ChannelOperationsId;
import reactor.netty.Connection;
import reactor.netty.channel.ChannelOperations;
import reactor.netty.http.client.HttpClientResponse;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseCookie;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.http.support.Netty4HeadersAdapter;
import org.springframework.util.CollectionUtils;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.client.ExchangeFunctions;

/**
 * A response on its connection. Thread-safe.
 */
final class NettyResponse implements ClientHttpResponse {

	/** Of those who ask for the id, to tell it. */
	private static final Log logger = LogFactory.getLog(ExchangeFunctions.class);

	private static final int UNREAD = 0;

	private static final int READ = 1;

	private static final int LEFT = 2;

	private static final AtomicIntegerFieldUpdater<NettyResponse> STATE = AtomicIntegerFieldUpdater
		.newUpdater(NettyResponse.class, "state");

	private final HttpClientResponse response;

	private final UnreadResponse body;

	private final NettyDataBufferFactory buffers;

	private final HttpHeaders headers;

	private volatile int state = UNREAD;

	NettyResponse(HttpClientResponse response, Connection connection) {
		this.response = response;
		this.body = UnreadResponse.of((ChannelOperations<?, ?>) connection);
		this.buffers = new NettyDataBufferFactory(connection.outbound().alloc());
		this.headers = HttpHeaders.readOnlyHttpHeaders(new Netty4HeadersAdapter(response.responseHeaders()));
	}

	@Override
	public String getId() {
		return (logger.isDebugEnabled() && this.response instanceof ChannelOperationsId known) ? known.asShortText()
				: "";
	}

	@Override
	public HttpStatusCode getStatusCode() {
		return HttpStatusCode.valueOf(this.response.status().code());
	}

	@Override
	public HttpHeaders getHeaders() {
		return this.headers;
	}

	@Override
	public MultiValueMap<String, ResponseCookie> getCookies() {
		MultiValueMap<String, ResponseCookie> cookies = new LinkedMultiValueMap<>();
		this.response.cookies()
			.values()
			.stream()
			.flatMap(Collection::stream)
			.forEach((cookie) -> cookies.add(cookie.name(), cookie(cookie)));
		return CollectionUtils.unmodifiableMultiValueMap(cookies);
	}

	private static ResponseCookie cookie(Cookie cookie) {
		DefaultCookie known = (cookie instanceof DefaultCookie more) ? more : null;
		return ResponseCookie.fromClientResponse(cookie.name(), cookie.value())
			.domain(cookie.domain())
			.path(cookie.path())
			.maxAge(cookie.maxAge())
			.secure(cookie.isSecure())
			.httpOnly(cookie.isHttpOnly())
			.sameSite((known != null && known.sameSite() != null) ? known.sameSite().name() : null)
			.partitioned(known != null && known.isPartitioned())
			.build();
	}

	@Override
	public Flux<DataBuffer> getBody() {
		return Flux.defer(() -> {
			if (!STATE.compareAndSet(this, UNREAD, READ) && this.state == LEFT) {
				return Flux.error(new IllegalStateException("nobody waits for the body any longer"));
			}
			return this.body.operations().receive().map(this::buffer);
		});
	}

	private DataBuffer buffer(ByteBuf received) {
		return this.buffers.wrap(received.retain());
	}

	/** Whoever asked has left, and may not have come to the body. */
	void leave() {
		this.body.leave(() -> STATE.compareAndSet(this, UNREAD, LEFT));
	}

	@Override
	public String toString() {
		return "%s %s: %d".formatted(this.response.method(), this.response.uri(), this.response.status().code());
	}

}
