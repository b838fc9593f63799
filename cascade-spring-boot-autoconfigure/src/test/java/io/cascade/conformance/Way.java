package io.cascade.conformance;

import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.Transport;
import reactor.core.publisher.Mono;

/**
 * The ways in which an answer reaches the caller.
 */
enum Way {

	/** A whole answer that travels as a stream. */
	WHOLE,

	/** A whole answer that travels at once. */
	BUFFERED,

	/** A stream. */
	STREAMED;

	Mono<CascadeResponse> ask(CascadeOperations cascade, CascadeRequest request) {
		return switch (this) {
			case WHOLE -> cascade.exchange(request);
			case BUFFERED -> cascade.exchange(request.streaming((rules) -> rules.withTransport(Transport.BUFFERED)));
			case STREAMED -> CascadeResponse.collect(cascade.stream(request));
		};
	}

}
