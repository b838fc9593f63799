package io.cascade.gateway;

import java.time.Duration;

import io.cascade.CascadeChunk;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.http.server.HttpServerResponse;

import org.springframework.core.io.buffer.DataBuffer;
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

	Mono<Void> write(ServerWebExchange exchange, Flux<CascadeChunk> chunks, Frames frames) {
		ServerHttpResponse response = exchange.getResponse();
		response.setStatusCode(HttpStatus.OK);
		HttpHeaders headers = response.getHeaders();
		headers.set(HttpHeaders.CONTENT_TYPE, "text/event-stream; charset=utf-8");
		headers.set(HttpHeaders.CACHE_CONTROL, "no-cache");
		headers.set("x-accel-buffering", "no");
		FramedAnswer answer = new FramedAnswer(chunks, frames, this.errors, this.silence, this.scheduler);
		return sent(response, answer.map(response.bufferFactory()::wrap))
			.then(Mono.defer(() -> answer.isBroken() ? BrokenStream.end(exchange, this.scheduler) : Mono.empty()));
	}

	/**
	 * Netty flushes when nothing more is at hand; other servers do when they are told.
	 */
	private static Mono<Void> sent(ServerHttpResponse response, Flux<DataBuffer> frames) {
		Object server = ServerHttpResponseDecorator.getNativeResponse(response);
		return (server instanceof HttpServerResponse) ? response.writeWith(frames)
				: response.writeAndFlushWith(frames.map(Mono::just));
	}

}
