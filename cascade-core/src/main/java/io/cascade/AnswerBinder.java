package io.cascade;

import reactor.core.publisher.Flux;

import org.springframework.core.ParameterizedTypeReference;

/**
 * Turns types into JSON schemas, and answers into values of them. Thread-safe.
 */
public interface AnswerBinder {

	/** Binds nothing: for applications without it. */
	AnswerBinder NONE = new AnswerBinder() {

		@Override
		public CascadeRequest ask(CascadeRequest request, ParameterizedTypeReference<?> type) {
			throw new UnsupportedOperationException("There is no AnswerBinder");
		}

		@Override
		public <T> T bind(CascadeResponse answer, ParameterizedTypeReference<T> type) {
			throw new UnsupportedOperationException("There is no AnswerBinder");
		}

		@Override
		public CascadeRequest askForList(CascadeRequest request, Class<?> element) {
			throw new UnsupportedOperationException("There is no AnswerBinder");
		}

		@Override
		public <T> Flux<T> elements(Flux<CascadeChunk> answer, Class<T> element) {
			throw new UnsupportedOperationException("There is no AnswerBinder");
		}

	};

	/**
	 * Asks for a value: adds the schema of the type, and a gate that rejects what is not
	 * valid against it.
	 * @param request the request
	 * @param type the type of the value
	 * @return a copy that requests the value
	 */
	CascadeRequest ask(CascadeRequest request, ParameterizedTypeReference<?> type);

	/**
	 * Makes a value of an answer.
	 * @param answer the answer
	 * @param type its type
	 * @param <T> its type
	 * @return the value
	 * @throws IllegalStateException if the answer is no such value
	 */
	<T> T bind(CascadeResponse answer, ParameterizedTypeReference<T> type);

	/**
	 * Asks for a list that is read while it comes.
	 * @param request the request
	 * @param element the type of its elements
	 * @return a copy that requests the list
	 */
	CascadeRequest askForList(CascadeRequest request, Class<?> element);

	/**
	 * Reads a list while it comes.
	 * @param answer the answer in pieces
	 * @param element the type of its elements
	 * @param <T> the type of its elements
	 * @return the elements, each as soon as it is complete
	 */
	<T> Flux<T> elements(Flux<CascadeChunk> answer, Class<T> element);

}
