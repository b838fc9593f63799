package io.cascade.openrouter;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.cookie.CookieHeaderNames.SameSite;
import io.netty.handler.codec.http.cookie.DefaultCookie;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientRequest;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.ConnectionProvider;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseCookie;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A web client of an application over our connector does what one over Spring's does.
 */
class NettyConnectorTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final ConnectionProvider pool = ConnectionProvider.create("one", 1);

	private final AtomicInteger connections = new AtomicInteger();

	private final Sinks.Empty<Void> closed = Sinks.empty();

	private final DisposableServer server = HttpServer.create()
		.host("127.0.0.1")
		.port(0)
		.doOnChannelInit((observer, channel, address) -> this.connections.incrementAndGet())
		.doOnConnection((connection) -> connection.onDispose(this.closed::tryEmitEmpty))
		.route((routes) -> routes
			.route((request) -> request.uri().equals("/late"),
					(request, response) -> response.send(
							Flux.concat(Flux.just("la"), Flux.never()).map(NettyConnectorTests::bytes), (part) -> true))
			.route((request) -> request.uri().equals("/ever"),
					(request, response) -> response
						.send(Flux.interval(Duration.ofMillis(5)).map((n) -> bytes("on and on")), (part) -> true))
			.route((request) -> true, NettyConnectorTests::told))
		.bindNow();

	private final NettyConnector connector = new NettyConnector(HttpClient.create(this.pool));

	private final WebClient client = WebClient.builder()
		.baseUrl("http://127.0.0.1:" + this.server.port())
		.clientConnector(this.connector)
		.build();

	@AfterEach
	void stop() {
		this.server.disposeNow();
		this.pool.dispose();
	}

	/** Tells what was sent. */
	private static Mono<Void> told(HttpServerRequest request, HttpServerResponse response) {
		DefaultCookie cookie = new DefaultCookie("a", "b");
		cookie.setPath("/");
		cookie.setSameSite(SameSite.Lax);
		return request.receive()
			.aggregate()
			.asString()
			.defaultIfEmpty("nothing")
			.flatMap((body) -> response.addCookie(cookie)
				.header("X-Sent",
						"%s %s %s %s".formatted(request.method(), request.uri(), request.cookies().keySet(),
								request.requestHeaders().get("X-Own")))
				.sendString(Mono.just(body))
				.then());
	}

	private static String exchanged(WebClient.RequestHeadersSpec<?> request) {
		return Objects.requireNonNull(
				request
					.exchangeToMono((response) -> response.bodyToMono(String.class)
						.map((body) -> response.headers().header("X-Sent").get(0) + ": " + body))
					.block(PATIENCE));
	}

	@Test
	void sendsBodiesOfAllKinds() {
		assertThat(exchanged(this.client.get().uri("/x?y=%20"))).startsWith("GET /x?y=%2520 [] null: nothing");
		assertThat(exchanged(this.client.post().uri("/x").bodyValue("text"))).isEqualTo("POST /x [] null: text");
		assertThat(exchanged(this.client.post().uri("/x").body(Flux.just("te", "xt"), String.class)))
			.isEqualTo("POST /x [] null: text");
		assertThat(exchanged(this.client.put().uri("/x").body(BodyInserters.fromFormData("a", "b"))))
			.isEqualTo("PUT /x [] null: a=b");
		assertThat(exchanged(this.client.post()
			.uri("/x")
			.body((request, context) -> request
				.writeAndFlushWith(Flux.just(Mono.just(buffer(request, "te")), Mono.just(buffer(request, "xt")))))))
			.isEqualTo("POST /x [] null: text");
		assertThat(exchanged(this.client.post().uri("/x").body((request, context) -> request.setComplete())))
			.isEqualTo("POST /x [] null: nothing");
		assertThat(this.connections).hasValue(1);
	}

	@Test
	void sendsHeadersCookiesAndWhatIsDoneAtTheLastMoment() {
		AtomicReference<@Nullable ClientHttpRequest> sent = new AtomicReference<>();
		assertThat(exchanged(this.client.post()
			.uri("/x")
			.header("X-Own", "spec")
			.cookie("c", "d")
			.attribute("e", "f")
			.httpRequest((request) -> {
				sent.set(request);
				request.beforeCommit(() -> Mono.fromRunnable(() -> request.getHeaders().set("X-Own", "late")));
			})
			.bodyValue("text"))).isEqualTo("POST /x [c] late: text");
		ClientHttpRequest request = Objects.requireNonNull(sent.get());
		assertThat(request.isCommitted()).isTrue();
		assertThat(request.getMethod()).isEqualTo(HttpMethod.POST);
		assertThat(request.getURI()).hasPath("/x");
		assertThat(request.getAttributes()).containsEntry("e", "f");
		assertThat(request.getCookies()).containsKey("c");
		assertThat(request.<Object>getNativeRequest()).isInstanceOf(HttpClientRequest.class);
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> request.getHeaders().set("X-Own", "too late"));
		assertThat(request.setComplete().blockOptional(PATIENCE)).isEmpty();
	}

	@Test
	void tellsHeadersAndCookiesOfTheResponse() {
		ClientHttpResponse response = Objects.requireNonNull(
				this.connector
					.connect(HttpMethod.GET, URI.create("http://127.0.0.1:" + this.server.port() + "/x"),
							ClientHttpRequest::setComplete)
					.block(PATIENCE));
		assertThat(response.getStatusCode().value()).isEqualTo(200);
		assertThat(response.getHeaders().getFirst("x-sent")).startsWith("GET /x");
		assertThat(response).hasToString("GET /x: 200");
		assertThat(response.getCookies().toSingleValueMap()).isEqualTo(
				Map.of("a", ResponseCookie.fromClientResponse("a", "b").path("/").sameSite("Lax").maxAge(-1).build()));
		assertThat(response.getBody().map((buffer) -> buffer.toString(StandardCharsets.UTF_8)).collectList().block())
			.isEqualTo(List.of("nothing"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/late", "/ever" })
	@DisplayName("F13 half a response whose body nobody came to is not waited for: its connection is closed, and its place is free")
	void closesBehindWhatNobodyCameTo(String path) {
		leave(path);
		this.closed.asMono().block(PATIENCE);
		assertThat(exchanged(this.client.get().uri("/x"))).isEqualTo("GET /x [] null: nothing");
		assertThat(this.connections).hasValue(2);
	}

	@Test
	@DisplayName("F13 a whole response whose body nobody came to is read, and its connection goes on")
	void readsWhatNobodyCameTo() {
		leave("/x");
		assertThat(exchanged(this.client.get().uri("/x"))).isEqualTo("GET /x [] null: nothing");
		assertThat(this.connections).hasValue(1);
	}

	/** Leaves when the headers are here, without a look at the body. */
	private void leave(String path) {
		Sinks.Empty<Void> received = Sinks.empty();
		this.connector
			.connect(HttpMethod.GET, URI.create("http://127.0.0.1:" + this.server.port() + path),
					ClientHttpRequest::setComplete)
			.doOnNext((response) -> received.tryEmitEmpty())
			.flatMap((response) -> Mono.never())
			.takeUntilOther(received.asMono())
			.subscribe();
		received.asMono().block(PATIENCE);
	}

	private static DataBuffer buffer(ClientHttpRequest request, String text) {
		return request.bufferFactory().wrap(text.getBytes(StandardCharsets.UTF_8));
	}

	private static ByteBuf bytes(String text) {
		return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
	}

}
