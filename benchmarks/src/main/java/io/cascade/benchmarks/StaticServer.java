package io.cascade.benchmarks;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
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
		routes.post("/whole/chat/completions", StaticServer::whole);
		routes.post("/live/chat/completions", (request, response) -> stream(request, response, LIVE));
		routes.post("/piled/chat/completions", (request, response) -> stream(request, response, PILED));
	}

	private static Publisher<Void> whole(HttpServerRequest request, HttpServerResponse response) {
		return request.receive()
			.then(response.header("Content-Type", "application/json")
				.header("Content-Length", Integer.toString(WHOLE.readableBytes()))
				.sendObject(WHOLE.retainedDuplicate())
				.then());
	}

	private static Publisher<Void> stream(HttpServerRequest request, HttpServerResponse response,
			List<ByteBuf> packets) {
		return request.receive()
			.then(response.header("Content-Type", "text/event-stream")
				.send(Flux.fromIterable(packets).map(ByteBuf::retainedDuplicate), (packet) -> true)
				.then());
	}

	private static List<ByteBuf> buffers(List<byte[]> packets) {
		return packets.stream().map(StaticServer::buffer).toList();
	}

	private static ByteBuf buffer(byte[] bytes) {
		return Unpooled.unreleasableBuffer(Unpooled.directBuffer(bytes.length).writeBytes(bytes).asReadOnly());
	}

}
