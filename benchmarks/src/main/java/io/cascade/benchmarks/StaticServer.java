package io.cascade.benchmarks;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * Answers with bytes that were made beforehand, so that the server costs little and the
 * same for every client. It runs in a process of its own, tells its port to the one that
 * started it and ends with it.
 */
final class StaticServer {

	private static final ByteBuf WHOLE = buffer(Recording.whole());

	private static final ByteBuf LONG = buffer(Recording.wholeStream());

	/**
	 * A slow stream has an event in each packet, and a packet in so many milliseconds.
	 */
	private static final Duration PAUSE = Duration.ofMillis(100);

	private static final List<ByteBuf> SINGLE = buffers(Recording.packets(1));

	/** One to three events a packet, as models that are read while they write. */
	private static final List<ByteBuf> LIVE = buffers(Recording.packets(1, 2, 1, 3));

	/** Events that have piled up, as after a pause of the network or of the reader. */
	private static final List<ByteBuf> PILED = buffers(Recording.packets(40));

	private StaticServer() {
	}

	public static void main(String[] args) throws IOException {
		DisposableServer server = HttpServer.create().port(0).route(StaticServer::routes).bindNow();
		try (Socket starter = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]))) {
			new DataOutputStream(starter.getOutputStream()).writeInt(server.port());
			starter.getInputStream().transferTo(DataOutputStream.nullOutputStream());
		}
		server.disposeNow();
	}

	private static void routes(HttpServerRoutes routes) {
		routes.post("/whole/chat/completions", (request, response) -> whole(request, response, WHOLE));
		routes.post("/long/chat/completions", (request, response) -> whole(request, response, LONG));
		routes.post("/slow/chat/completions", StaticServer::slow);
		routes.post("/live/chat/completions", (request, response) -> stream(request, response, LIVE));
		routes.post("/piled/chat/completions", (request, response) -> stream(request, response, PILED));
	}

	private static Publisher<Void> whole(HttpServerRequest request, HttpServerResponse response, ByteBuf body) {
		return request.receive()
			.then(response.header("Content-Type", "application/json")
				.header("Content-Length", Integer.toString(body.readableBytes()))
				.sendObject(body.retainedDuplicate())
				.then());
	}

	private static Publisher<Void> stream(HttpServerRequest request, HttpServerResponse response,
			List<ByteBuf> packets) {
		return request.receive()
			.then(response.header("Content-Type", "text/event-stream")
				.send(Flux.fromIterable(packets).map(ByteBuf::retainedDuplicate), (packet) -> true)
				.then());
	}

	private static Publisher<Void> slow(HttpServerRequest request, HttpServerResponse response) {
		return request.receive()
			.then(response.header("Content-Type", "text/event-stream")
				.send(Flux.interval(PAUSE)
					.onBackpressureBuffer()
					.take(SINGLE.size())
					.map((tick) -> SINGLE.get(tick.intValue()).retainedDuplicate()), (packet) -> true)
				.then());
	}

	private static List<ByteBuf> buffers(List<byte[]> packets) {
		return packets.stream().map(StaticServer::buffer).toList();
	}

	private static ByteBuf buffer(byte[] bytes) {
		return Unpooled.unreleasableBuffer(Unpooled.directBuffer(bytes.length).writeBytes(bytes).asReadOnly());
	}

}
