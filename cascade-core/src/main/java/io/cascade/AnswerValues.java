package io.cascade;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.ParameterizedTypeReference;

/**
 * Requests values through any source of answers, so that a decorator of
 * {@link CascadeOperations} sees the request and the answer of a value like any other.
 * Implementations are thread-safe.
 *
 * @see CascadeOperations#values()
 */
public interface AnswerValues {

	/** Makes none: for operations without it. */
	AnswerValues NONE = new AnswerValues() {
	};

	/**
	 * Asks for a value.
	 * @param cascade makes the call
	 * @param request the request
	 * @param type the type of the value
	 * @param <T> the type of the value
	 * @return the value; an {@link UnsupportedOperationException} where there is no way
	 */
	default <T> Mono<T> one(CascadeOperations cascade, CascadeRequest request, ParameterizedTypeReference<T> type) {
		return Mono.error(() -> new UnsupportedOperationException("There is no AnswerBinder"));
	}

	/**
	 * Asks for a list, and hands out its elements while they come. A stream that breaks
	 * fails.
	 * @param cascade makes the call
	 * @param request the request
	 * @param element the type of the elements
	 * @param <T> the type of the elements
	 * @return the elements; an {@link UnsupportedOperationException} where there is no
	 * way
	 */
	default <T> Flux<T> list(CascadeOperations cascade, CascadeRequest request, Class<T> element) {
		return Flux.error(() -> new UnsupportedOperationException("There is no AnswerBinder"));
	}

}
