package io.cascade;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Asks chains of models. Useful as a type to inject and to replace in tests.
 * <p>
 * Nothing is sent before the {@code Mono} or {@code Flux} is subscribed to; each
 * subscription is a call of its own, and cancelling it ends the work at the upstream.
 * Errors are an {@link IllegalArgumentException} for a request that can't be made, and a
 * {@link CascadeException} with every attempt for one that got no complete answer.
 * Implementations are thread-safe.
 */
public interface CascadeOperations {

	/**
	 * Asks the default chain.
	 * @param prompt what the user says, not empty
	 * @return the text of the answer
	 */
	default Mono<String> ask(String prompt) {
		return exchange(CascadeRequest.of(prompt)).map(CascadeResponse::text);
	}

	/**
	 * Asks for a whole answer. What breaks on the way is made good elsewhere in the
	 * chain; the caller sees a whole answer or an error.
	 * @param request what to ask
	 * @return the answer
	 */
	Mono<CascadeResponse> exchange(CascadeRequest request);

	/**
	 * Asks for an answer in pieces as they come.
	 * @param request what to ask
	 * @return the pieces, the last one a {@link CascadeChunk.End}
	 */
	Flux<CascadeChunk> stream(CascadeRequest request);

	/**
	 * Tells what a request would do now: the HTTP requests in order, and every target
	 * that is left out with the reason. Asks nobody and changes nothing.
	 * @param request what would be asked
	 * @return the plan
	 */
	Mono<Plan> explain(CascadeRequest request);

	/**
	 * Asks for the text of an answer in pieces as they come. A stream that breaks fails
	 * with an {@link IncompleteAnswerException}, since text alone can't tell of a
	 * restart.
	 * @param request what to ask
	 * @return the text
	 */
	default Flux<String> streamText(CascadeRequest request) {
		return Flux.defer(() -> stream(request.streaming((rules) -> rules.withOnBreak(StreamRules.OnBreak.FAIL))))
			.ofType(CascadeChunk.Text.class)
			.map(CascadeChunk.Text::text);
	}

}
