package io.cascade;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.ParameterizedTypeReference;

/**
 * Asks chains of models. Useful as a type to inject and to replace in tests.
 * <p>
 * Nothing is sent before the {@code Mono} or {@code Flux} is subscribed to; each
 * subscription is a call of its own, and cancelling it ends the work at the upstream.
 * Errors are an {@link InvalidRequestException} for a request that can't be made, and a
 * {@link CascadeException} with every attempt for one that got no complete answer.
 * Implementations are thread-safe. A fake has to {@link #exchange} only.
 *
 * @see CascadeOperationsDecorator
 */
@FunctionalInterface
public interface CascadeOperations {

	/**
	 * Asks the default chain.
	 * @param prompt the user's message, not empty
	 * @return the text of the answer
	 */
	default Mono<String> ask(String prompt) {
		return exchange(CascadeRequest.of(prompt)).map(CascadeResponse::text);
	}

	/**
	 * Asks for a whole answer. What breaks on the way is made good elsewhere in the
	 * chain; the caller sees a whole answer or an error.
	 * @param request the request
	 * @return the answer
	 */
	Mono<CascadeResponse> exchange(CascadeRequest request);

	/**
	 * Asks for an answer in pieces as they come.
	 * @param request the request
	 * @return the pieces, the last one a {@link CascadeChunk.End}; by default those of a
	 * whole answer
	 */
	default Flux<CascadeChunk> stream(CascadeRequest request) {
		return exchange(request).flatMapIterable(CascadeResponse::chunks);
	}

	/**
	 * Asks for the vectors of texts. What fails is asked of the next of the chain's equal
	 * targets; vectors that are not whole count as a failure.
	 * @param request the request
	 * @return the vectors; by default an {@link UnsupportedOperationException}
	 */
	default Mono<EmbeddingResponse> embed(EmbeddingRequest request) {
		return Mono.error(() -> new UnsupportedOperationException("Nothing is embedded by " + this));
	}

	/**
	 * Tells what a request would do now: the HTTP requests in order, and every target
	 * that is left out with the reason. Sends no request and changes nothing.
	 * @param request the request
	 * @return the plan; by default an {@link UnsupportedOperationException}
	 */
	default Mono<Plan> explain(CascadeRequest request) {
		return Mono.error(() -> new UnsupportedOperationException("Nothing is planned by " + this));
	}

	/**
	 * Asks for the text of an answer in pieces as they come. A stream that breaks fails
	 * with an {@link IncompleteAnswerException}, since text alone can't mark a restart,
	 * unless it is continued by {@link StreamRules.OnBreak#CONTINUE_OR_FAIL}.
	 * @param request the request
	 * @return the text
	 */
	default Flux<String> streamText(CascadeRequest request) {
		return Flux.defer(() -> stream(request.streaming(StreamRules::withoutRestart)))
			.ofType(CascadeChunk.Text.class)
			.map(CascadeChunk.Text::text);
	}

	/**
	 * Asks for a value: its JSON schema is derived from the type and sent, the answer is
	 * validated, and one that is not valid moves on to the next model.
	 * @param request the request
	 * @param type the type of the value, such as a record
	 * @param <T> the type of the value
	 * @return the value
	 */
	default <T> Mono<T> entity(CascadeRequest request, Class<T> type) {
		return entity(request, ParameterizedTypeReference.forType(type));
	}

	/**
	 * Asks for a value of a parameterized type, such as a list.
	 * @param request the request
	 * @param type the type of the value
	 * @param <T> the type of the value
	 * @return the value
	 */
	default <T> Mono<T> entity(CascadeRequest request, ParameterizedTypeReference<T> type) {
		return values().one(this, request, type);
	}

	/**
	 * Asks for a list, and hands out its elements while they come. A stream that breaks
	 * fails; what was handed out before stays valid.
	 * @param request the request
	 * @param element the type of the elements
	 * @param <T> the type of the elements
	 * @return the elements
	 */
	default <T> Flux<T> entities(CascadeRequest request, Class<T> element) {
		return values().list(this, request, element);
	}

	/**
	 * How answers become values. Whatever stands around other operations hands out
	 * theirs, and its values are requested through itself.
	 * @return the way to values; one that fails where there is none
	 */
	default AnswerValues values() {
		return AnswerValues.NONE;
	}

	/**
	 * Tells how good an answer was, as the application found out. It counts for the
	 * quality of the model that gave it.
	 * @param generationId the {@link CascadeResponse#generationId() id} of the answer
	 * @param accepted whether it was good enough
	 * @return {@code false} if the answer is not known, as by default
	 */
	default boolean feedback(String generationId, boolean accepted) {
		return false;
	}

	/**
	 * Checks a chain on paper, without a request to a model: windows, parameters, prices,
	 * models that are withdrawn.
	 * @param request the request, with its chain
	 * @return what was found; by default an {@link UnsupportedOperationException}
	 */
	default Mono<ChainCheck> check(CascadeRequest request) {
		return Mono.error(() -> new UnsupportedOperationException("Nothing is checked by " + this));
	}

	/**
	 * Looks at a chain on paper, then sends the request to each of its models alone. It
	 * costs what these answers cost.
	 * @param request the request, with its chain
	 * @return what was found; by default an {@link UnsupportedOperationException}
	 */
	default Mono<ChainCheck> checkLive(CascadeRequest request) {
		return check(request);
	}

}
