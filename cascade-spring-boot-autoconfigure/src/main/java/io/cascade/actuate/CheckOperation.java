package io.cascade.actuate;

import java.time.Duration;

import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.ChainCheck;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Checks a chain with a harmless prompt.
 *
 * @param cascade asks
 */
record CheckOperation(CascadeOperations cascade) {

	private static final String PROMPT = "Reply with the word ok.";

	/** Each model has the deadline of the chain; this is for what nobody thought of. */
	private static final Duration LONGEST = Duration.ofMinutes(10);

	CheckDescriptor check(@Nullable String chain, boolean live) {
		CascadeRequest prompt = CascadeRequest.of(PROMPT);
		CascadeRequest request = (chain != null) ? prompt.chain(chain) : prompt;
		Mono<ChainCheck> check = live ? this.cascade.checkLive(request) : this.cascade.check(request);
		return CheckDescriptor.of(check.blockOptional(LONGEST).orElseThrow());
	}

}
