package io.cascade.test;

import java.nio.CharBuffer;
import java.time.Duration;

import io.cascade.test.RecordedRequest.Outcome;
import io.cascade.test.Reply.InPieces;
import io.cascade.test.Reply.Whole;
import io.cascade.test.Transmission.Ending;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannelConfig;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.FutureMono;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Sends a reply over one connection and ends it as scripted.
 *
 * @param request the request it belongs to
 * @param response the response to write to
 * @param channel the connection
 */
record ReplyWriter(RecordedRequest request, HttpServerResponse response, Channel channel) {

	/** Long enough for the client to have read what was sent before a reset. */
	private static final Duration BEFORE_RESET = Duration.ofMillis(20);

	Publisher<Void> write(Reply reply) {
		if (reply.body() instanceof InPieces pieces) {
			return write(reply, pieces.transmission());
		}
		String text = ((Whole) reply.body()).text();
		return headers(reply).sendString(Mono.just(text));
	}

	private Publisher<Void> write(Reply reply, Transmission transmission) {
		Ending ending = transmission.manner().ending();
		if (ending == Ending.SILENT) {
			return Mono.never();
		}
		if (ending == Ending.RESET_BEFORE_HEADERS) {
			return reset();
		}
		HttpServerResponse open = headers(reply).keepAlive(ending == Ending.KEEP_ALIVE);
		Mono<Void> sent = Mono.from(open.send(bytes(transmission), (buffer) -> true).then());
		return sent.then(Mono.defer(() -> end(ending, transmission)));
	}

	private Mono<Void> end(Ending ending, Transmission transmission) {
		return switch (ending) {
			case HANG_UP -> hangUp();
			case RESET -> Mono.delay(BEFORE_RESET, transmission.timer()).then(Mono.defer(this::reset));
			default -> Mono.empty();
		};
	}

	private HttpServerResponse headers(Reply reply) {
		HttpServerResponse open = this.response.status(reply.status());
		reply.headers().forEach(open::header);
		return open;
	}

	private Flux<ByteBuf> bytes(Transmission transmission) {
		ByteBufAllocator allocator = this.response.alloc();
		Flux<ByteBuf> frames = transmission.frames()
			.map((frame) -> ByteBufUtil.encodeString(allocator, CharBuffer.wrap(frame),
					transmission.manner().charset()));
		return transmission.manner().trickled() ? frames.concatMap(ReplyWriter::single) : frames;
	}

	private static Flux<ByteBuf> single(ByteBuf frame) {
		byte[] bytes = ByteBufUtil.getBytes(frame);
		frame.release();
		return Flux.range(0, bytes.length).map((index) -> Unpooled.wrappedBuffer(bytes, index, 1));
	}

	private Mono<Void> reset() {
		if (this.channel.config() instanceof SocketChannelConfig config) {
			config.setOption(ChannelOption.SO_LINGER, 0);
		}
		return hangUp();
	}

	private Mono<Void> hangUp() {
		this.request.end().complete(Outcome.CLOSED_BY_SERVER);
		return FutureMono.from(this.channel.close()).then(Mono.never());
	}

}
