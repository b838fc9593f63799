package io.cascade.openrouter;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.cascade.exchange.Call;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.channel.ChannelOperations;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientRequest;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.ConnectionProvider;

import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.mock.http.client.reactive.MockClientHttpRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Responses that came in when whoever had asked was leaving: nobody was handed them.
 */
class SentRequestTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final ConnectionProvider pool = ConnectionProvider.create("one", 1);

	private final AtomicInteger connections = new AtomicInteger();

	private final Sinks.Empty<Void> closed = Sinks.empty();

	private final Sinks.Empty<Void> asked = Sinks.empty();

	private final Sinks.One<String> late = Sinks.one();

	private final DisposableServer server = HttpServer.create()
		.host("127.0.0.1")
		.port(0)
		.doOnChannelInit((observer, channel, address) -> {
			this.connections.incrementAndGet();
			channel.closeFuture().addListener((done) -> this.closed.tryEmitEmpty());
		})
		.route((routes) -> routes.get("/whole", (request, response) -> response.sendString(Mono.just("a whole answer")))
			.get("/half",
					(request, response) -> response.send(
							Flux.concat(Flux.just(Unpooled.copiedBuffer("half", StandardCharsets.UTF_8)), Flux.never()),
							(buffer) -> true))
			.get("/empty", (request, response) -> response.header("Content-Length", "0").send())
			.get("/none", (request, response) -> response.status(204).send())
			.get("/late", (request, response) -> {
				this.asked.tryEmitEmpty();
				return response.sendString(this.late.asMono());
			}))
		.bindNow();

	private final HttpClient client = HttpClient.create(this.pool).baseUrl("http://127.0.0.1:" + this.server.port());

	private final SentRequest request = new SentRequest();

	private final Adapted adapted = new Adapted();

	private final Sinks.Empty<Void> received = Sinks.empty();

	@AfterEach
	void stop() {
		this.server.disposeNow();
		this.pool.dispose();
	}

	/** Asks, and takes neither the body nor anything back from the response. */
	private ChannelOperations<?, ?> unclaimed(String path) {
		return unclaimed(path, this.request::sentBy);
	}

	private ChannelOperations<?, ?> unclaimed(String path, Consumer<ClientHttpRequest> sends) {
		Sinks.One<ChannelOperations<?, ?>> operations = Sinks.one();
		this.client.doOnRequest((sending, connection) -> {
			sends.accept(this.adapted.to(sending));
			operations.tryEmitValue((ChannelOperations<?, ?>) sending);
		}).get().uri(path).responseConnection((response, connection) -> {
			this.received.tryEmitEmpty();
			return Mono.never();
		}).subscribe();
		this.received.asMono().block(PATIENCE);
		return Objects.requireNonNull(operations.asMono().block(PATIENCE));
	}

	private Mono<String> ask(String path) {
		return this.client.get().uri(path).responseContent().aggregate().asString();
	}

	@Test
	@DisplayName("F13 a whole response that nobody was handed is read, and its connection goes on")
	void readsAWholeResponse() {
		ChannelOperations<?, ?> operations = unclaimed("/whole");
		operations.onTerminate().block(PATIENCE);
		assertThat(operations.isInboundDisposed()).isFalse();
		this.request.leave(() -> true);
		await().atMost(PATIENCE).until(operations::isInboundDisposed);
		assertThat(ask("/whole").block(PATIENCE)).isEqualTo("a whole answer");
		assertThat(this.connections).hasValue(1);
	}

	@Test
	@DisplayName("F13 half a response that nobody was handed is not waited for: its connection is closed, and its place is free")
	void closesBehindHalfAResponse() {
		unclaimed("/half");
		this.request.leave(() -> true);
		this.closed.asMono().block(PATIENCE);
		assertThat(ask("/whole").block(PATIENCE)).isEqualTo("a whole answer");
		assertThat(this.connections).hasValue(2);
	}

	@Test
	@DisplayName("F13 a hop that is left before its response was handed over does so")
	void isLeftWithItsHop() {
		Call call = Fixtures.call(Fixtures.QUESTION, Fixtures.hop("a/b"));
		Fixtures.Reading reading = new Fixtures.Reading(call, Fixtures.upstream(1000, 1000));
		unclaimed("/half", reading.reader::connected);
		MonitoredHop
			.of(Flux.never(), call, reading.reader, Fixtures.failures(null, Fixtures.QUESTION), Schedulers.parallel())
			.subscribe()
			.dispose();
		this.closed.asMono().block(PATIENCE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/whole", "/empty", "/none" })
	@DisplayName("F13 the next request on the connection is left alone")
	void leavesTheNextRequestAlone(String path) {
		unclaimed(path);
		Mono<String> next = ask("/late").cache();
		next.subscribe();
		this.asked.asMono().block(PATIENCE);
		this.request.leave(() -> true);
		this.request.leave(() -> true);
		this.late.tryEmitValue("late");
		assertThat(next.block(PATIENCE)).isEqualTo("late");
		assertThat(this.connections).hasValue(1);
	}

	@Test
	@DisplayName("F13 a response that somebody was handed is none of its business")
	void leavesAClaimedResponseAlone() {
		Mono<String> answer = this.client
			.doOnRequest((sending, connection) -> this.request.sentBy(this.adapted.to(sending)))
			.get()
			.uri("/late")
			.responseContent()
			.aggregate()
			.asString()
			.cache();
		answer.subscribe();
		this.asked.asMono().block(PATIENCE);
		this.request.leave(() -> false);
		this.late.tryEmitValue("late");
		assertThat(answer.block(PATIENCE)).isEqualTo("late");
	}

	/** Made before an event loop needs it, since its classes are read from files. */
	private static final class Adapted extends MockClientHttpRequest {

		private volatile @Nullable HttpClientRequest adapted;

		Adapted() {
			super(HttpMethod.GET, "/");
		}

		Adapted to(HttpClientRequest request) {
			this.adapted = request;
			return this;
		}

		@Override
		@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
		public <T> T getNativeRequest() {
			return (T) Objects.requireNonNull(this.adapted);
		}

	}

}
