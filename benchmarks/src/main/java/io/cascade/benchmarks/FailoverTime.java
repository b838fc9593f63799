package io.cascade.benchmarks;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

import io.cascade.CascadeOperations;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * The time from the last byte of a 503 to the next hop's request, both as the server sees
 * them: one call after the other, server and client in this process, so on one clock.
 */
public final class FailoverTime {

	private static final System.Logger logger = System.getLogger(FailoverTime.class.getName());

	private static final int WARM_UP = 3000;

	private static final int CALLS = 2000;

	private final AtomicLong requests = new AtomicLong();

	private volatile long failedAt;

	private volatile long elapsed;

	private FailoverTime() {
	}

	public static void main(String[] args) {
		new FailoverTime().measure();
	}

	private void measure() {
		DisposableServer server = HttpServer.create()
			.host("127.0.0.1")
			.port(0)
			.route((routes) -> routes.post("/chat/completions", this::answer))
			.bindNow();
		try (ConfigurableApplicationContext application = CascadeApplication.start("http://127.0.0.1:" + server.port(),
				"cascade.max-models-per-request=1", "cascade.circuit.enabled=false",
				"cascade.cooldown.rate-limit=0s")) {
			CascadeOperations cascade = application.getBean(CascadeOperations.class);
			calls(cascade, WARM_UP);
			long[] nanos = calls(cascade, CALLS);
			Arrays.sort(nanos);
			logger.log(System.Logger.Level.INFO,
					"From a 503 to the next hop''s request: median {0} µs, 99 % within {1} µs, {2} calls",
					nanos[CALLS / 2] / 1000, nanos[CALLS * 99 / 100] / 1000, CALLS);
		}
		server.disposeNow();
	}

	private long[] calls(CascadeOperations cascade, int count) {
		long[] nanos = new long[count];
		for (int i = 0; i < count; i++) {
			cascade.exchange(Question.cascade()).block();
			nanos[i] = this.elapsed;
		}
		return nanos;
	}

	/** Requests come in pairs: the first of each fails, the second answers. */
	private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
		long now = System.nanoTime();
		if (this.requests.incrementAndGet() % 2 == 0) {
			this.elapsed = now - this.failedAt;
			return request.receive().then(response.header("Content-Type", "application/json").send(body()).then());
		}
		return request.receive()
			.then(response.status(503).header("Content-Length", "0").send().then())
			.doOnSuccess((done) -> this.failedAt = System.nanoTime());
	}

	private static Flux<ByteBuf> body() {
		return Flux.just(Unpooled.wrappedBuffer(Recording.whole(Recording.SHORT)));
	}

}
