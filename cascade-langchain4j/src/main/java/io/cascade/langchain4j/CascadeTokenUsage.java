package io.cascade.langchain4j;

import java.util.Objects;

import dev.langchain4j.model.output.TokenUsage;
import io.cascade.Usage;
import org.jspecify.annotations.Nullable;

/**
 * Tokens as the upstream counted them, those of caches and thoughts included. What it did
 * not report is {@code null}. Immutable.
 */
public final class CascadeTokenUsage extends TokenUsage {

	private final @Nullable Integer cachedTokenCount;

	private final @Nullable Integer cacheWriteTokenCount;

	private final @Nullable Integer reasoningTokenCount;

	private CascadeTokenUsage(@Nullable Integer input, @Nullable Integer output, @Nullable Integer total,
			@Nullable Integer cached, @Nullable Integer cacheWrite, @Nullable Integer reasoning) {
		super(input, output, total);
		this.cachedTokenCount = cached;
		this.cacheWriteTokenCount = cacheWrite;
		this.reasoningTokenCount = reasoning;
	}

	static @Nullable CascadeTokenUsage of(@Nullable Usage usage) {
		return (usage != null) ? new CascadeTokenUsage(count(usage.promptTokens()), count(usage.completionTokens()),
				count(usage.totalTokens()), count(usage.cachedTokens()), count(usage.cacheWriteTokens()),
				count(usage.reasoningTokens())) : null;
	}

	private static @Nullable Integer count(@Nullable Long tokens) {
		return (tokens != null) ? Integer.valueOf((int) Math.min(tokens, Integer.MAX_VALUE)) : null;
	}

	/**
	 * Tokens of the prompt that were read from a cache; they count as input too.
	 * @return the number, or {@code null}
	 */
	public @Nullable Integer cachedTokenCount() {
		return this.cachedTokenCount;
	}

	/**
	 * Tokens of the prompt that were written to a cache; they count as input too.
	 * @return the number, or {@code null}
	 */
	public @Nullable Integer cacheWriteTokenCount() {
		return this.cacheWriteTokenCount;
	}

	/**
	 * Tokens of hidden thoughts.
	 * @return the number, or {@code null}
	 */
	public @Nullable Integer reasoningTokenCount() {
		return this.reasoningTokenCount;
	}

	@Override
	public TokenUsage add(@Nullable TokenUsage other) {
		if (other == null) {
			return this;
		}
		CascadeTokenUsage more = (other instanceof CascadeTokenUsage own) ? own
				: new CascadeTokenUsage(null, null, null, null, null, null);
		return new CascadeTokenUsage(sum(inputTokenCount(), other.inputTokenCount()),
				sum(outputTokenCount(), other.outputTokenCount()), sum(totalTokenCount(), other.totalTokenCount()),
				sum(this.cachedTokenCount, more.cachedTokenCount),
				sum(this.cacheWriteTokenCount, more.cacheWriteTokenCount),
				sum(this.reasoningTokenCount, more.reasoningTokenCount));
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return super.equals(other) && other instanceof CascadeTokenUsage usage
				&& Objects.equals(this.cachedTokenCount, usage.cachedTokenCount)
				&& Objects.equals(this.cacheWriteTokenCount, usage.cacheWriteTokenCount)
				&& Objects.equals(this.reasoningTokenCount, usage.reasoningTokenCount);
	}

	@Override
	public int hashCode() {
		return Objects.hash(super.hashCode(), this.cachedTokenCount, this.cacheWriteTokenCount,
				this.reasoningTokenCount);
	}

	@Override
	public String toString() {
		return "CascadeTokenUsage[input=%s, output=%s, total=%s, cached=%s, cacheWrite=%s, reasoning=%s]".formatted(
				inputTokenCount(), outputTokenCount(), totalTokenCount(), this.cachedTokenCount,
				this.cacheWriteTokenCount, this.reasoningTokenCount);
	}

}
