package io.cascade.gateway;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import io.cascade.CascadeChunk;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.netty.http.server.HttpServerResponse;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;

/**
 * Writes an answer as it comes. What fails before the first frame fails the result, so
 * that the response gets its status; what fails later is told in a frame, after which the
 * response does not end but breaks off. A comment now and then keeps proxies from closing
 * a silent stream, and shows that a client has gone. Thread-safe.
 *
 * @param errors what is told of failures
 * @param silence after which a comment is sent, again and again
 * @param scheduler has the timers
 */
record FrameStream(Errors errors, Duration silence, Scheduler scheduler) {

	private static final byte[] COMMENT = ": waiting\n\n".getBytes(StandardCharsets.US_ASCII);

	Mono<Void> write(ServerWebExchange exchange, Flux<CascadeChunk> chunks, Frames frames) {
		ServerHttpResponse response = exchange.getResponse();
		AtomicBoolean broken = new AtomicBoolean();
		response.setStatusCode(HttpStatus.OK);
		HttpHeaders headers = response.getHeaders();
		headers.set(HttpHeaders.CONTENT_TYPE, "text/event-stream; charset=utf-8");
		headers.set(HttpHeaders.CACHE_CONTROL, "no-cache");
		headers.set("x-accel-buffering", "no");
		Flux<DataBuffer> written = frames(response.bufferFactory(), chunks, frames, broken);
		return sent(response, written)
			.then(Mono.defer(() -> broken.get() ? BrokenStream.end(exchange, this.scheduler) : Mono.empty()));
	}

	/**
	 * Netty flushes when nothing more is at hand; other servers do when they are told.
	 */
	private static Mono<Void> sent(ServerHttpResponse response, Flux<DataBuffer> frames) {
		Object server = ServerHttpResponseDecorator.getNativeResponse(response);
		return (server instanceof HttpServerResponse) ? response.writeWith(frames)
				: response.writeAndFlushWith(frames.map(Mono::just));
	}

	private Flux<DataBuffer> frames(DataBufferFactory buffers, Flux<CascadeChunk> chunks, Frames frames,
			AtomicBoolean broken) {
		AtomicBoolean begun = new AtomicBoolean();
		Flux<DataBuffer> written = chunks.handle((chunk, sink) -> {
			if (chunk instanceof CascadeChunk.Restart) {
				sink.error(Refusals.voided());
				return;
			}
			byte[] frame = frames.write(chunk);
			if (frame != null) {
				begun.setPlain(true);
				sink.next(buffers.wrap(frame));
			}
		});
		return alive(written, buffers, begun).onErrorResume((ex) -> begun.get(), (ex) -> {
			broken.set(true);
			return Mono.just(buffers.wrap(frames.failed(this.errors.of(ex))));
		});
	}

	/** What is under way is sent before an end, and no comment after it. */
	private Flux<DataBuffer> alive(Flux<DataBuffer> frames, DataBufferFactory buffers, AtomicBoolean begun) {
		Sinks.Empty<Void> ended = Sinks.empty();
		Flux<DataBuffer> comments = Flux.interval(this.silence, this.scheduler).onBackpressureDrop().map((tick) -> {
			begun.set(true);
			return buffers.wrap(COMMENT);
		}).takeUntilOther(ended.asMono());
		return Flux.mergeDelayError(1, frames.doOnTerminate(ended::tryEmitEmpty), comments);
	}

}
