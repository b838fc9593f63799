package io.cascade.gateway;

import java.time.Duration;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.util.unit.DataSize;
import org.springframework.web.server.ServerWebExchange;

/**
 * The body of a request that is answered without it. It is read and thrown away before
 * the answer: a client may not look for one while it sends, and servers do not always
 * find the next request behind a body that was in nobody's hands. What is too long or too
 * slow for that ends the connection with the answer. Thread-safe.
 *
 * @param most how much is thrown away
 * @param time the longest time for that
 * @param scheduler has the timers
 */
record UnreadBody(DataSize most, Duration time, Scheduler scheduler) {

	private static final String READING = UnreadBody.class.getName();

	/** Somebody reads it, from now on. */
	static Flux<DataBuffer> taken(ServerWebExchange exchange) {
		exchange.getAttributes().put(READING, Reading.BEGUN);
		return exchange.getRequest()
			.getBody()
			.doOnComplete(() -> exchange.getAttributes().put(READING, Reading.COMPLETE));
	}

	/** Completes when nothing of it is left, or it does not matter. */
	Mono<Void> thrownAway(ServerWebExchange exchange) {
		Object reading = exchange.getAttributes().get(READING);
		HttpHeaders headers = exchange.getRequest().getHeaders();
		if (reading == Reading.COMPLETE || (reading == null && !isThere(headers))) {
			return Mono.empty();
		}
		boolean waits = headers.getFirst(HttpHeaders.EXPECT) != null;
		if (reading != null || waits || headers.getContentLength() > this.most.toBytes()) {
			return Mono.fromRunnable(() -> close(exchange));
		}
		return released(exchange.getRequest()).timeout(this.time, this.scheduler).onErrorResume((ex) -> {
			close(exchange);
			return Mono.empty();
		});
	}

	private static boolean isThere(HttpHeaders headers) {
		return headers.getContentLength() > 0 || headers.getFirst(HttpHeaders.TRANSFER_ENCODING) != null;
	}

	private Mono<Void> released(ServerHttpRequest request) {
		return request.getBody()
			.map(UnreadBody::released)
			.scan(0L, Long::sum)
			.takeUntil((sum) -> sum > this.most.toBytes())
			.last(0L)
			.filter((sum) -> sum > this.most.toBytes())
			.flatMap((sum) -> Mono.error(() -> Refusals.tooLarge(this.most)));
	}

	private static long released(DataBuffer buffer) {
		long bytes = buffer.readableByteCount();
		DataBufferUtils.release(buffer);
		return bytes;
	}

	private static void close(ServerWebExchange exchange) {
		exchange.getResponse().getHeaders().set(HttpHeaders.CONNECTION, "close");
	}

	/**
	 * How far somebody is who reads a body.
	 */
	private enum Reading {

		/** Not all of it is here, or will ever be. */
		BEGUN,

		/** Nothing is left of it. */
		COMPLETE

	}

}
