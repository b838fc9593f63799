package io.cascade;

import java.io.Serializable;

import org.jspecify.annotations.Nullable;

/**
 * Tokens as the upstream counted them. What it did not report is {@code null}, never 0.
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
		@Nullable Long cachedTokens, @Nullable Long cacheWriteTokens,
		@Nullable Long reasoningTokens) implements Serializable {

	/**
	 * The tokens of the answer that are paid for, reasoning included wherever it was
	 * counted: where the upstream counts it beside the answer, it is read from the total.
	 * @return the number, {@code null} where the usage lacks the numbers
	 */
	public @Nullable Long answerTokens() {
		PaidTokens paid = PaidTokens.of(this);
		return (paid != null) ? Long.valueOf(paid.answer()) : this.completionTokens;
	}

	/**
	 * What is known after the upstream has reported more. A 0 in place of a number is no
	 * news, since tokens that were used stay used.
	 * @param later what it reported now
	 * @return the usage, with what was known before where {@code later} has nothing
	 */
	public Usage updatedBy(Usage later) {
		return new Usage(newer(this.promptTokens, later.promptTokens),
				newer(this.completionTokens, later.completionTokens), newer(this.totalTokens, later.totalTokens),
				newer(this.cachedTokens, later.cachedTokens), newer(this.cacheWriteTokens, later.cacheWriteTokens),
				newer(this.reasoningTokens, later.reasoningTokens));
	}

	private static @Nullable Long newer(@Nullable Long before, @Nullable Long later) {
		return (later == null || (later == 0 && before != null)) ? before : later;
	}

}
