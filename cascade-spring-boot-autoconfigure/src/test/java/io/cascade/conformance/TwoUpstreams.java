package io.cascade.conformance;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.health.Availability;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * The chain {@code [one/first, two/second]} at two upstreams of the dialect
 * {@code openai}, over real sockets. The first says byte for byte what it is told to, the
 * second answers {@link #SECOND}; both keep the bodies of the requests.
 */
final class TwoUpstreams implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {

	static final String SECOND = "from the second";

	private static final JsonMapper JSON = new JsonMapper();

	private final LoopResources loops = LoopResources.create("two-upstreams", 1, true);

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private final ConcurrentLinkedQueue<Reply> script = new ConcurrentLinkedQueue<>();

	private final List<Map<String, Object>> first = new CopyOnWriteArrayList<>();

	private final List<Map<String, Object>> second = new CopyOnWriteArrayList<>();

	private final List<String> properties = new ArrayList<>();

	private final List<DisposableServer> servers = new ArrayList<>();

	TwoUpstreams(String... properties) {
		this.properties.addAll(List.of(properties));
	}

	@Override
	public void beforeAll(ExtensionContext extension) {
		int one = start((request, response) -> Objects.requireNonNull(this.script.poll()).send(response), this.first);
		int two = start(
				(request, response) -> Reply
					.body("application/json",
							"{\"choices\":[{\"message\":{\"content\":\"%s\"},\"finish_reason\":\"stop\"}]}"
								.formatted(SECOND))
					.send(response),
				this.second);
		TestPropertyValues
			.of("spring.reactor.netty.shutdown-quiet-period=0s", "cascade.warnings=false", "cascade.api-key=none",
					"cascade.base-url=http://127.0.0.1:" + two,
					"cascade.upstreams.one.base-url=http://127.0.0.1:" + one,
					"cascade.upstreams.two.base-url=http://127.0.0.1:" + two,
					"cascade.chains.field.models=one/first,two/second", "cascade.chains.field.retry.max-attempts=1",
					"cascade.chains.field.completion-grace=200ms", "cascade.circuit.enabled=false")
			.and(this.properties)
			.applyTo(this.context);
		this.context.register(Stack.Wiring.class);
		this.context.refresh();
	}

	private int start(Handler handler, List<Map<String, Object>> bodies) {
		DisposableServer server = HttpServer.create()
			.host("127.0.0.1")
			.port(0)
			.runOn(this.loops, false)
			.handle((request,
					response) -> request.receive().aggregate().asString().defaultIfEmpty("").flatMap((body) -> {
						bodies.add(parsed(body));
						return Mono.from(handler.handle(request, response));
					}))
			.bindNow(Duration.ofSeconds(5));
		this.servers.add(server);
		return server.port();
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> parsed(String body) {
		return JSON.readValue(body, Map.class);
	}

	@Override
	public void beforeEach(ExtensionContext extension) {
		this.script.clear();
		this.first.clear();
		this.second.clear();
		forget();
	}

	/** Nothing is known of the two any longer. */
	void forget() {
		this.context.getBean(Availability.class).resetAll();
	}

	@Override
	public void afterAll(ExtensionContext extension) {
		this.context.close();
		this.servers.forEach((server) -> server.disposeNow(Duration.ofSeconds(5)));
		this.loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block(Duration.ofSeconds(5));
	}

	/** What the first upstream says next; several replies are said in turn. */
	TwoUpstreams says(Reply... replies) {
		this.script.addAll(List.of(replies));
		return this;
	}

	CascadeOperations cascade() {
		return this.context.getBean(CascadeOperations.class);
	}

	static CascadeRequest question() {
		return CascadeRequest.of("Why?").chain("field");
	}

	CascadeResponse ask(Way way) {
		return ask(way, question());
	}

	CascadeResponse ask(Way way, CascadeRequest request) {
		return Objects.requireNonNull(way.ask(cascade(), request).block(Stack.PATIENCE));
	}

	/** The bodies that the first upstream was sent. */
	List<Map<String, Object>> first() {
		return this.first;
	}

	/** The bodies that the second upstream was sent. */
	List<Map<String, Object>> second() {
		return this.second;
	}

	/** The messages of the last request to the first upstream. */
	@SuppressWarnings("unchecked")
	List<Map<String, Object>> lastMessages() {
		return (List<Map<String, Object>>) Objects
			.requireNonNull(this.first.get(this.first.size() - 1).get("messages"));
	}

	/**
	 * Handles a request.
	 */
	private interface Handler {

		Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response);

	}

	/**
	 * What a server says.
	 *
	 * @param contentType the content type, {@code null} for none
	 * @param pieces the body
	 * @param pause the time between two pieces
	 */
	record Reply(@Nullable String contentType, List<byte[]> pieces, Duration pause) {

		static Reply body(@Nullable String contentType, String body) {
			return new Reply(contentType, List.of(body.getBytes(StandardCharsets.UTF_8)), Duration.ZERO);
		}

		/** An event stream with one event for each piece of data. */
		static Reply events(String... data) {
			return body("text/event-stream", frames(data));
		}

		static String frames(String... data) {
			StringBuilder body = new StringBuilder();
			for (String next : data) {
				body.append("data: ").append(next).append("\n\n");
			}
			return body.toString();
		}

		/** The same with a pause between the events. */
		static Reply slowEvents(Duration pause, String... data) {
			List<byte[]> pieces = new ArrayList<>();
			for (String next : data) {
				pieces.add(frames(next).getBytes(StandardCharsets.UTF_8));
			}
			return new Reply("text/event-stream", pieces, pause);
		}

		private Publisher<Void> send(HttpServerResponse response) {
			if (this.contentType != null) {
				response.header("Content-Type", this.contentType);
			}
			Flux<byte[]> body = Flux.fromIterable(this.pieces);
			Flux<ByteBuf> slow = (this.pause.isZero() ? body : body.delayElements(this.pause))
				.map(Unpooled::wrappedBuffer);
			return response.send(slow, (piece) -> true);
		}

	}

}
