package io.cascade.openrouter;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.web.reactive.function.BodyInserter;

/**
 * A body that is ready to be sent. Once its response has come nobody sends it again, and
 * it is let go: a request is remembered for as long as its answer goes on.
 */
final class RequestBytes implements BodyInserter<byte[], ClientHttpRequest> {

	private final int size;

	private volatile byte @Nullable [] json;

	private final MediaType accepted;

	/**
	 * A body.
	 * @param json the bytes
	 * @param accepted what the answer is to be
	 */
	RequestBytes(byte[] json, MediaType accepted) {
		this.json = json;
		this.size = json.length;
		this.accepted = accepted;
	}

	MediaType accepted() {
		return this.accepted;
	}

	/** Its response has come. */
	void letGo() {
		this.json = null;
	}

	@Override
	public Mono<Void> insert(ClientHttpRequest request, Context context) {
		byte[] bytes = this.json;
		if (bytes == null) {
			return Mono.error(new IllegalStateException("the response to this request has come already"));
		}
		return (request instanceof NettyRequest known) ? known.send(bytes)
				: request.writeWith(Mono.just(request.bufferFactory().wrap(bytes)));
	}

	@Override
	public String toString() {
		return this.size + " bytes of JSON";
	}

}
