package io.cascade.exchange;

import io.cascade.CascadeOperations;
import io.cascade.ChainCheck;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Looks at a chain before it matters. Thread-safe.
 */
@FunctionalInterface
public interface ChainChecker {

	/** Checks nothing: for applications without it. */
	ChainChecker NONE = (call, cascade) -> Mono
		.error(() -> new UnsupportedOperationException("There is no ChainChecker"));

	/**
	 * Checks the chain of a call.
	 * @param call the request and its chain
	 * @param cascade calls each model alone, {@code null} for a check on paper
	 * @return what was found
	 */
	Mono<ChainCheck> check(Call call, @Nullable CascadeOperations cascade);

}
