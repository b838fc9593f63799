package io.cascade.exchange;

import io.cascade.CascadeChunk;
import reactor.core.publisher.Flux;

/**
 * Performs a call and answers in pieces: the seam that every stage decorates.
 * <p>
 * The last piece of an answer is its {@link CascadeChunk.End}. Implementations must not
 * block and must not throw: failures travel in the {@code Flux}. A call is performed on
 * each subscription; cancelling it ends the work at the upstream too.
 */
@FunctionalInterface
public interface Exchange {

	/**
	 * Performs the call.
	 * @param call the call
	 * @return the answer in pieces
	 */
	Flux<CascadeChunk> exchange(Call call);

}
