package io.cascade.openrouter;

import java.util.function.Function;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.http.client.reactive.ClientHttpResponseDecorator;
import org.springframework.web.reactive.function.BodyExtractor;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.support.ClientResponseWrapper;

/**
 * A response that is released only if nobody subscribed to its body. WebClient releases
 * each response that it has handed out; where the body was read that ends in an exception
 * with its stack trace, thrown to be dropped. A body that was only asked for is released:
 * a cancel may come before the subscription.
 */
final class ReadOnceResponse extends ClientResponseWrapper {

	private volatile boolean read;

	ReadOnceResponse(ClientResponse response) {
		super(response);
	}

	@Override
	public <T> T body(BodyExtractor<T, ? super ClientHttpResponse> extractor) {
		return super.body((message, context) -> extractor.extract(new Noticing(message), context));
	}

	/** What is made of it subscribes to the body, however it ends. */
	<T> Mono<T> handOver(Function<ClientResponse, T> reader) {
		T made = reader.apply(this);
		this.read = true;
		return Mono.just(made);
	}

	@Override
	public Mono<Void> releaseBody() {
		return this.read ? Mono.empty() : super.releaseBody();
	}

	private final class Noticing extends ClientHttpResponseDecorator {

		Noticing(ClientHttpResponse message) {
			super(message);
		}

		@Override
		public Flux<DataBuffer> getBody() {
			return Flux.defer(() -> {
				ReadOnceResponse.this.read = true;
				return super.getBody();
			});
		}

	}

}
