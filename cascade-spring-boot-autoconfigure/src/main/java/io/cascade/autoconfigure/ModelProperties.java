package io.cascade.autoconfigure;

import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A model of a chain: a slug, or an object.
 *
 * @param id Slug of the model, such as "openai/gpt-4.1-mini" or "ollama/llama3.1:8b".
 * Needed.
 * @param options Parameters that differ from the chain's. The chain's are sent if not
 * set.
 * @param system System message for this model in place of the request's. The request's is
 * sent if not set.
 * @param contextLength Context window in tokens. Unknown if not set.
 * @param acceptsPrefill Whether the model goes on from a trailing assistant message.
 * @param price What the model costs. Unknown if not set.
 */
@ConfigurationPropertiesSource
record ModelProperties(String id, @DefaultValue OptionsProperties options, @Nullable String system,
		@Nullable Integer contextLength, @DefaultValue("false") boolean acceptsPrefill,
		@Nullable PriceProperties price) {

	/** Lets the binder read a plain slug. */
	public static ModelProperties of(String slug) {
		return new ModelProperties(slug, OptionsProperties.NONE, null, null, false, null);
	}

	/**
	 * What a model costs.
	 *
	 * @param prompt USD per million prompt tokens. Needed in a price.
	 * @param completion USD per million completion tokens. Needed in a price.
	 */
	record PriceProperties(@Nullable BigDecimal prompt, @Nullable BigDecimal completion) {

	}

}
