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
 * @param acceptsPrefill Whether the model continues a trailing assistant message.
 * @param price What the model costs. The catalog decides if not set.
 * @param quality Score of the model on a scale of your choice, higher is better, for
 * "min-quality" and for the order by quality. With "learn-quality" it is the initial
 * value, from 0 to 1. None if not set.
 * @param gate Conditions that answers of this model must meet, or "none". The chain
 * decides if not set.
 */
@ConfigurationPropertiesSource
record ModelProperties(String id, @DefaultValue OptionsProperties options, @Nullable String system,
		@Nullable Integer contextLength, @DefaultValue("false") boolean acceptsPrefill, @Nullable PriceProperties price,
		@Nullable Double quality, @Nullable GateProperties gate) {

	/** Lets the binder read a plain slug. */
	public static ModelProperties of(String slug) {
		return new ModelProperties(slug, OptionsProperties.NONE, null, null, false, null, null, null);
	}

	/**
	 * What a model costs.
	 *
	 * @param prompt USD per million prompt tokens. Needed in a price.
	 * @param completion USD per million completion tokens. Needed in a price.
	 * @param cacheRead USD per million prompt tokens that are read from a cache. As other
	 * prompt tokens if not set.
	 * @param cacheWrite USD per million prompt tokens that are written to a cache. As
	 * other prompt tokens if not set.
	 * @param reasoning USD per million tokens of hidden reasoning. As other completion
	 * tokens if not set.
	 * @param request USD per request.
	 * @param image USD per image of the prompt.
	 */
	record PriceProperties(@Nullable BigDecimal prompt, @Nullable BigDecimal completion, @Nullable BigDecimal cacheRead,
			@Nullable BigDecimal cacheWrite, @Nullable BigDecimal reasoning, @DefaultValue("0") BigDecimal request,
			@DefaultValue("0") BigDecimal image) {

	}

}
