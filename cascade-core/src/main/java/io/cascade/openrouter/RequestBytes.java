package io.cascade.openrouter;

import reactor.core.publisher.Mono;

import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.web.reactive.function.BodyInserter;

/**
 * A body that is ready to be sent.
 */
final class RequestBytes implements BodyInserter<byte[], ClientHttpRequest> {

	private final byte[] json;

	private final MediaType accepted;

	/**
	 * A body.
	 * @param json the bytes
	 * @param accepted what the answer is to be
	 */
	RequestBytes(byte[] json, MediaType accepted) {
		this.json = json;
		this.accepted = accepted;
	}

	MediaType accepted() {
		return this.accepted;
	}

	@Override
	public Mono<Void> insert(ClientHttpRequest request, Context context) {
		return (request instanceof NettyRequest known) ? known.send(this.json)
				: request.writeWith(Mono.just(request.bufferFactory().wrap(this.json)));
	}

	@Override
	public String toString() {
		return this.json.length + " bytes of JSON";
	}

}
