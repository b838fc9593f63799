package io.cascade.autoconfigure;

import io.cascade.exchange.EmbeddingRules;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What makes a chain one for embeddings.
 *
 * @param dimensions How many dimensions each vector must have. Those of one answer must
 * be equal in any case. Any if not set.
 * @param maxInputs Most texts that a request may have.
 * @param sameVectors Whether models of different names are declared to give the same
 * vectors.
 */
@ConfigurationPropertiesSource
record EmbeddingsProperties(@Nullable Integer dimensions, @DefaultValue("2048") int maxInputs,
		@DefaultValue("false") boolean sameVectors) {

	/** Lets the binder read the plain word "true". */
	public static EmbeddingsProperties of(String word) {
		if (!word.equals("true")) {
			throw new IllegalArgumentException("'embeddings' must be true, or an object, not " + word);
		}
		return new EmbeddingsProperties(null, 2048, false);
	}

	EmbeddingRules toRules() {
		return new EmbeddingRules(this.dimensions, this.maxInputs);
	}

}
