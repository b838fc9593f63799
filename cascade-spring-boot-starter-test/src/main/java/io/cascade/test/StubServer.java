package io.cascade.test;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

import io.cascade.test.RecordedRequest.Outcome;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.ImmediateEventExecutor;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/**
 * The network side of the scripted OpenRouter: sockets, threads and their end.
 */
final class StubServer implements AutoCloseable {

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

	private static final int THREADS = 2;

	private final LoopResources loops = LoopResources.create("scripted-openrouter", THREADS, true);

	private final ChannelGroup connections = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);

	private final Scheduler timer = Schedulers.fromExecutorService(this.loops.onServer(false));

	private final StubState state = StubState.on(this.timer);

	private final Router router = new Router(this.state);

	private final DisposableServer server;

	StubServer(String host, int port) {
		try {
			this.server = bind(host, port);
		}
		catch (RuntimeException ex) {
			this.loops.dispose();
			throw ex;
		}
	}

	private DisposableServer bind(String host, int port) {
		return HttpServer.create()
			.host(host)
			.port(port)
			.runOn(this.loops, false)
			.doOnChannelInit((observer, channel, address) -> this.connections.add(channel))
			.handle(this::handle)
			.bindNow(CLOSE_TIMEOUT);
	}

	int port() {
		return this.server.port();
	}

	StubState state() {
		return this.state;
	}

	Router router() {
		return this.router;
	}

	int openConnections() {
		return this.connections.size();
	}

	@Override
	public void close() {
		this.server.disposeNow(CLOSE_TIMEOUT);
		this.connections.close().awaitUninterruptibly(CLOSE_TIMEOUT.toMillis());
		this.loops.disposeLater(Duration.ZERO, CLOSE_TIMEOUT).block(CLOSE_TIMEOUT);
	}

	private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
		return request.receive()
			.aggregate()
			.asString()
			.defaultIfEmpty("")
			.flatMap((body) -> answer(recorded(request, body), response));
	}

	private Mono<Void> answer(RecordedRequest request, HttpServerResponse response) {
		Channel channel = channel(response);
		ChannelFutureListener closed = (future) -> request.end().complete(Outcome.CLOSED_BY_CLIENT);
		channel.closeFuture().addListener(closed);
		Reply reply = this.router.route(request);
		return Mono.from(new ReplyWriter(request, response, channel).write(reply))
			.doOnSuccess((done) -> request.end().complete(Outcome.ANSWERED))
			.doFinally((signal) -> channel.closeFuture().removeListener(closed));
	}

	private static Channel channel(HttpServerResponse response) {
		Channel[] channel = new Channel[1];
		response.withConnection((Connection connection) -> channel[0] = connection.channel());
		return channel[0];
	}

	private static RecordedRequest recorded(HttpServerRequest request, String body) {
		Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		request.requestHeaders()
			.forEach((header) -> headers.merge(header.getKey(), header.getValue(), (a, b) -> a + ", " + b));
		return new RecordedRequest(request.method().name(), request.uri(), Collections.unmodifiableMap(headers), body);
	}

}
