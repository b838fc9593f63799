package io.cascade.benchmarks;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * Answers with bytes that were made beforehand, so that the server costs little and the
 * same for every client. It runs in a process of its own and tells its port.
 */
final class StaticServer {

	/** How long a model thinks where it thinks at all. */
	private static final Duration LATENCY = Duration.ofMillis(20);

	/**
	 * A slow stream has an event in each packet, and a packet in so many milliseconds.
	 */
	private static final Duration PAUSE = Duration.ofMillis(1500);

	/** The same for the stream whose first piece counts. */
	private static final Duration PACE = Duration.ofMillis(5);

	/** One request in so many fails. */
	private static final int FAILING = 10;

	private static final ByteBuf FAILURE = buffer(
			"{\"error\":{\"code\":503,\"message\":\"Provider returned error\"}}".getBytes(StandardCharsets.UTF_8));

	private final AtomicLong failing = new AtomicLong();

	private StaticServer() {
	}

	public static void main(String[] args) throws IOException {
		DisposableServer server = HttpServer.create().port(0).route(new StaticServer()::routes).bindNow();
		try (Socket starter = Fork.connect(args[0])) {
			new DataOutputStream(starter.getOutputStream()).writeInt(server.port());
			starter.getInputStream().transferTo(DataOutputStream.nullOutputStream());
		}
		server.disposeNow();
	}

	private void routes(HttpServerRoutes routes) {
		Answer whole = whole(Recording.SHORT);
		Answer live = live(Recording.SHORT);
		add(routes, "whole", whole);
		add(routes, "whole-live", live);
		add(routes, "late", late(whole));
		add(routes, "late-live", late(live));
		add(routes, "failing", failing(whole));
		add(routes, "failing-live", failing(live));
		add(routes, "long", whole(Recording.CHUNKS));
		add(routes, "live", live(Recording.CHUNKS));
		add(routes, "slow", paced(Recording.packets(Recording.events(Recording.SHORT), 1), PAUSE));
		add(routes, "paced", paced(Recording.packets(Recording.events(Recording.PACED), 2, 1, 1, 1, 4), PACE));
	}

	private static void add(HttpServerRoutes routes, String name, Answer answer) {
		routes.post("/%s/v1/chat/completions".formatted(name),
				(request, response) -> request.receive().then(Mono.from(answer.send(response))));
	}

	private static Answer whole(int chunks) {
		ByteBuf body = buffer(Recording.whole(chunks));
		return (response) -> json(response, body);
	}

	private static Publisher<Void> json(HttpServerResponse response, ByteBuf body) {
		return response.header("Content-Type", "application/json")
			.header("Content-Length", Integer.toString(body.readableBytes()))
			.sendObject(body.retainedDuplicate());
	}

	/** One to three events a packet, as models that are read while they write. */
	private static Answer live(int chunks) {
		List<ByteBuf> packets = buffers(Recording.packets(Recording.events(chunks), 1, 2, 1, 3));
		return (response) -> events(response, Flux.fromIterable(packets));
	}

	private static Answer paced(List<byte[]> recorded, Duration pause) {
		List<ByteBuf> packets = buffers(recorded);
		return (response) -> events(response,
				Flux.interval(Duration.ZERO, pause)
					.onBackpressureBuffer()
					.take(packets.size())
					.map((tick) -> packets.get(tick.intValue())));
	}

	private static Publisher<Void> events(HttpServerResponse response, Flux<ByteBuf> packets) {
		return response.header("Content-Type", "text/event-stream")
			.send(packets.map(ByteBuf::retainedDuplicate), (packet) -> true);
	}

	private static Answer late(Answer answer) {
		return (response) -> Mono.delay(LATENCY).then(Mono.defer(() -> Mono.from(answer.send(response))));
	}

	private Answer failing(Answer answer) {
		return (response) -> (this.failing.incrementAndGet() % FAILING == 0) ? json(response.status(503), FAILURE)
				: answer.send(response);
	}

	private static List<ByteBuf> buffers(List<byte[]> packets) {
		return packets.stream().map(StaticServer::buffer).toList();
	}

	private static ByteBuf buffer(byte[] bytes) {
		return Unpooled.unreleasableBuffer(Unpooled.directBuffer(bytes.length).writeBytes(bytes).asReadOnly());
	}

	/** How a request is answered once it has been read. */
	private interface Answer {

		Publisher<Void> send(HttpServerResponse response);

	}

}
