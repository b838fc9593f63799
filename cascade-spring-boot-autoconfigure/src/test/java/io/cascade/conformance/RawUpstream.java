package io.cascade.conformance;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.ImmediateEventExecutor;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/**
 * A server that says whatever it is told to, and counts its connections.
 */
final class RawUpstream implements AutoCloseable {

	private final AtomicInteger accepted = new AtomicInteger();

	private final ChannelGroup connections = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);

	private final LoopResources loops = LoopResources.create("raw-upstream", 1, true);

	private final DisposableServer server;

	private RawUpstream(BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> handler) {
		this.server = HttpServer.create()
			.host("127.0.0.1")
			.port(0)
			.runOn(this.loops, false)
			.doOnChannelInit((observer, channel, address) -> count(channel))
			.handle((request, response) -> request.receive()
				.aggregate()
				.then()
				.thenMany(Flux.defer(() -> handler.apply(request, response))))
			.bindNow(Duration.ofSeconds(5));
	}

	static RawUpstream start(BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> handler) {
		return new RawUpstream(handler);
	}

	private void count(Channel channel) {
		this.accepted.incrementAndGet();
		this.connections.add(channel);
	}

	URI baseUrl() {
		return URI.create("http://127.0.0.1:" + this.server.port() + "/api/v1");
	}

	/** How many connections were opened so far. */
	int acceptedConnections() {
		return this.accepted.get();
	}

	int openConnections() {
		return this.connections.size();
	}

	@Override
	public void close() {
		this.connections.close().awaitUninterruptibly(5000);
		this.server.disposeNow(Duration.ofSeconds(5));
		this.loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block(Duration.ofSeconds(5));
	}

}
