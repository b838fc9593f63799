package io.cascade.pricing;

import java.util.Set;

import io.cascade.Upstream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Knows models. Answers from memory, on the way of calls: implementations must neither
 * block nor throw, and must be thread-safe. "Unknown" is a legal answer, and nobody is
 * left out for it.
 */
@FunctionalInterface
public interface ModelCatalog {

	/** Knows nothing. */
	ModelCatalog NONE = (upstream, slug) -> null;

	/**
	 * Looks a model up.
	 * @param upstream where it is asked
	 * @param slug its slug or its canonical slug at the upstream
	 * @return what is known of it, or {@code null}
	 */
	@Nullable ModelInfo find(Upstream upstream, String slug);

	/**
	 * Whether all models of an upstream are known, so that one that is not found is most
	 * likely misspelled.
	 * @param upstream where models are asked
	 * @return {@code false} where it is unknown
	 */
	default boolean isKnown(Upstream upstream) {
		return false;
	}

	/**
	 * Reads anew what is known, whether that is due or not. While an application runs no
	 * call waits for it; a test that has changed the catalog does.
	 * @return completes when it was read, or could not be; at once where nothing is read
	 */
	default Mono<Void> refresh() {
		return Mono.empty();
	}

	/**
	 * The models of an upstream, to find the one that was meant by a misspelt slug.
	 * @param upstream where models are asked
	 * @return their slugs, none where they are unknown
	 */
	default Set<String> slugs(Upstream upstream) {
		return Set.of();
	}

}
