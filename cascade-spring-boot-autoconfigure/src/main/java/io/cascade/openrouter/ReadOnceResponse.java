package io.cascade.openrouter;

import reactor.core.publisher.Mono;

import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.web.reactive.function.BodyExtractor;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.support.ClientResponseWrapper;

/**
 * A response that is released only if its body was never asked for. WebClient releases
 * each response that it has handed out; where the body was read that ends in an exception
 * with its stack trace, thrown to be dropped.
 */
final class ReadOnceResponse extends ClientResponseWrapper {

	private volatile boolean read;

	ReadOnceResponse(ClientResponse response) {
		super(response);
	}

	@Override
	public <T> T body(BodyExtractor<T, ? super ClientHttpResponse> extractor) {
		this.read = true;
		return super.body(extractor);
	}

	@Override
	public Mono<Void> releaseBody() {
		return this.read ? Mono.empty() : super.releaseBody();
	}

}
