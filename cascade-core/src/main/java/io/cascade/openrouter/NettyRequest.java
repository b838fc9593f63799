package io.cascade.openrouter;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.cookie.DefaultCookie;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.NettyOutbound;
import reactor.netty.http.client.HttpClientRequest;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.support.Netty4HeadersAdapter;
import org.springframework.util.CollectionUtils;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/**
 * A request on its connection, whose headers are Netty's own. Not thread-safe.
 */
final class NettyRequest implements ClientHttpRequest {

	private static final MultiValueMap<String, HttpCookie> NO_COOKIES = CollectionUtils
		.unmodifiableMultiValueMap(CollectionUtils.toMultiValueMap(Map.of()));

	private final HttpMethod method;

	private final URI uri;

	private final HttpClientRequest request;

	private final NettyOutbound outbound;

	private final HttpHeaders headers;

	private MultiValueMap<String, HttpCookie> cookies = NO_COOKIES;

	private Map<String, Object> attributes = Map.of();

	private List<Supplier<? extends Mono<Void>>> beforeCommit = List.of();

	private boolean committed;

	NettyRequest(HttpMethod method, URI uri, HttpClientRequest request, NettyOutbound outbound) {
		this.method = method;
		this.uri = uri;
		this.request = request;
		this.outbound = outbound;
		this.headers = new HttpHeaders(new Netty4HeadersAdapter(request.requestHeaders()));
	}

	@Override
	public HttpMethod getMethod() {
		return this.method;
	}

	@Override
	public URI getURI() {
		return this.uri;
	}

	@Override
	public HttpHeaders getHeaders() {
		return this.committed ? HttpHeaders.readOnlyHttpHeaders(this.headers) : this.headers;
	}

	@Override
	public MultiValueMap<String, HttpCookie> getCookies() {
		if (this.committed) {
			return CollectionUtils.unmodifiableMultiValueMap(this.cookies);
		}
		if (this.cookies.isEmpty()) {
			this.cookies = new LinkedMultiValueMap<>();
		}
		return this.cookies;
	}

	@Override
	public Map<String, Object> getAttributes() {
		if (this.committed) {
			return Collections.unmodifiableMap(this.attributes);
		}
		if (this.attributes.isEmpty()) {
			this.attributes = new LinkedHashMap<>();
		}
		return this.attributes;
	}

	@Override
	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
	public <T> T getNativeRequest() {
		return (T) this.request;
	}

	@Override
	public DataBufferFactory bufferFactory() {
		return new NettyDataBufferFactory(this.outbound.alloc());
	}

	@Override
	public void beforeCommit(Supplier<? extends Mono<Void>> action) {
		if (this.beforeCommit.isEmpty()) {
			this.beforeCommit = new ArrayList<>(1);
		}
		this.beforeCommit.add(action);
	}

	@Override
	public boolean isCommitted() {
		return this.committed;
	}

	/** Sends the bytes as they are. */
	Mono<Void> send(byte[] bytes) {
		return commit(() -> this.outbound.sendObject(Unpooled.wrappedBuffer(bytes)).then());
	}

	@Override
	public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
		return commit(() -> this.outbound
			.send((body instanceof Mono<? extends DataBuffer> one) ? one.map(NettyDataBufferFactory::toByteBuf)
					: Flux.from(body).map(NettyDataBufferFactory::toByteBuf))
			.then());
	}

	@Override
	public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
		return commit(() -> this.outbound
			.sendGroups(Flux.from(body).map((part) -> Flux.from(part).map(NettyDataBufferFactory::toByteBuf)))
			.then());
	}

	/** Without a body, Reactor Netty sends the headers once this has ended. */
	@Override
	public Mono<Void> setComplete() {
		return commit(Mono::empty);
	}

	private Mono<Void> commit(Supplier<Mono<Void>> write) {
		if (this.committed) {
			return Mono.empty();
		}
		if (this.beforeCommit.isEmpty()) {
			return committed(write);
		}
		return Flux.fromIterable(this.beforeCommit).concatMap(Supplier::get).then(Mono.defer(() -> committed(write)));
	}

	private Mono<Void> committed(Supplier<Mono<Void>> write) {
		this.committed = true;
		if (!this.cookies.isEmpty()) {
			this.cookies.values().forEach((values) -> values.forEach(this::add));
		}
		return write.get();
	}

	private void add(HttpCookie cookie) {
		this.request.addCookie(new DefaultCookie(cookie.getName(), cookie.getValue()));
	}

}
