package io.cascade.gateway;

import java.time.Duration;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.http.server.HttpServerResponse;

import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;

/**
 * The end of a response whose answer is not complete. Some clients pass over an error
 * among the events and take the end of the response for that of the answer, so there is
 * none: the connection is closed a second later. Not at once, since others throw away
 * what they have not read when a connection breaks.
 */
final class BrokenStream {

	private static final String BROKEN = BrokenStream.class.getName();

	/** Clients that read what is told have left by then. */
	static final Duration UNTIL_READ = Duration.ofSeconds(1);

	private BrokenStream() {
	}

	static Mono<Void> end(ServerWebExchange exchange, Scheduler scheduler) {
		exchange.getAttributes().put(BROKEN, true);
		Object response = ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
		Mono<Void> brokenOff = (response instanceof HttpServerResponse netty) ? closed(netty)
				: Mono.error(() -> new GatewayException(GatewayError.of(500, null, "The answer broke off.")));
		return Mono.delay(UNTIL_READ, scheduler).then(brokenOff);
	}

	private static Mono<Void> closed(HttpServerResponse response) {
		return Mono.create((sink) -> response.withConnection((connection) -> {
			Channel channel = connection.channel();
			if (!channel.isActive()) {
				sink.success();
				return;
			}
			channel.closeFuture().addListener((closed) -> sink.success());
			channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
		}));
	}

	static boolean is(ServerWebExchange exchange) {
		return exchange.getAttributes().containsKey(BROKEN);
	}

}
