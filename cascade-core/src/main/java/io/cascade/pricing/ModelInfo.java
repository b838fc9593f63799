package io.cascade.pricing;

import java.time.LocalDate;
import java.util.Set;

import io.cascade.Price;
import org.jspecify.annotations.Nullable;

/**
 * The entry of a model in a catalog; what it lacks is {@code null}.
 *
 * @param id the slug
 * @param canonicalSlug the dated slug that answers often name
 * @param price what it costs at the standard service tier
 * @param contextLength context window in tokens, the smallest that the catalog names
 * @param maxCompletionTokens the most tokens that an answer may have
 * @param supportedParameters request parameters that some endpoint of the model supports,
 * such as {@code tools}
 * @param inputModalities what a prompt may consist of, such as {@code text} and
 * {@code image}
 * @param expirationDate when the model is withdrawn
 * @see <a href="https://openrouter.ai/docs/overview/models">Models</a>
 */
public record ModelInfo(String id, @Nullable String canonicalSlug, @Nullable Price price,
		@Nullable Integer contextLength, @Nullable Integer maxCompletionTokens,
		@Nullable Set<String> supportedParameters, @Nullable Set<String> inputModalities,
		@Nullable LocalDate expirationDate) {

	/** Keeps copies. */
	public ModelInfo {
		supportedParameters = (supportedParameters != null) ? Set.copyOf(supportedParameters) : null;
		inputModalities = (inputModalities != null) ? Set.copyOf(inputModalities) : null;
	}

}
