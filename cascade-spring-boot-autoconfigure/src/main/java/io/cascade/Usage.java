package io.cascade;

import org.jspecify.annotations.Nullable;

/**
 * Tokens as the upstream counted them. What it did not say is {@code null}, never 0.
 *
 * @param promptTokens tokens of the prompt, cached ones included
 * @param completionTokens tokens of the answer, reasoning included
 * @param totalTokens the upstream's own total
 * @param cachedTokens prompt tokens read from a cache
 * @param cacheWriteTokens prompt tokens written to a cache
 * @param reasoningTokens tokens of hidden reasoning; may exceed the completion tokens
 * @see <a href="https://openrouter.ai/docs/use-cases/usage-accounting">Usage
 * accounting</a>
 */
public record Usage(@Nullable Long promptTokens, @Nullable Long completionTokens, @Nullable Long totalTokens,
		@Nullable Long cachedTokens, @Nullable Long cacheWriteTokens, @Nullable Long reasoningTokens) {

}
