package io.cascade.exchange;

import java.math.BigDecimal;

import io.cascade.Attempt;
import io.cascade.CascadeChunk;
import io.cascade.Cost;
import io.cascade.Usage;
import org.jspecify.annotations.Nullable;

/**
 * What the attempts have used that gave a part of one answer, each of which broke off.
 * Immutable.
 *
 * @param last the attempt that gave the last part, {@code null} if there is none
 * @param usage the tokens of all parts, as far as they are known
 * @param cost the cost of all parts, unknown if that of one is
 */
public record AnswerParts(@Nullable Attempt last, @Nullable Usage usage, Cost cost) {

	/** No attempt gave anything. */
	public static final AnswerParts NONE = new AnswerParts(null, null, Cost.UNKNOWN);

	/**
	 * A copy with a further part.
	 * @param attempt the attempt that gave it
	 * @return the copy
	 */
	public AnswerParts with(Attempt attempt) {
		return new AnswerParts(attempt, sum(this.usage, attempt.usage()),
				(this.last != null) ? sum(this.cost, attempt.cost()) : attempt.cost());
	}

	/**
	 * The end of the answer, with the tokens and the cost of all parts.
	 * @param end the end of the part that completes it
	 * @return the end of the answer
	 */
	public CascadeChunk.End total(CascadeChunk.End end) {
		return (this.last != null) ? end.withTotal(sum(this.usage, end.usage()), sum(this.cost, end.cost())) : end;
	}

	private static @Nullable Usage sum(@Nullable Usage first, @Nullable Usage second) {
		if (first == null || second == null) {
			return (first != null) ? first : second;
		}
		return new Usage(sum(first.promptTokens(), second.promptTokens()),
				sum(first.completionTokens(), second.completionTokens()),
				sum(first.totalTokens(), second.totalTokens()), sum(first.cachedTokens(), second.cachedTokens()),
				sum(first.cacheWriteTokens(), second.cacheWriteTokens()),
				sum(first.reasoningTokens(), second.reasoningTokens()));
	}

	private static @Nullable Long sum(@Nullable Long first, @Nullable Long second) {
		if (first == null || second == null) {
			return (first != null) ? first : second;
		}
		return first + second;
	}

	private static Cost sum(Cost first, Cost second) {
		BigDecimal one = first.amount();
		BigDecimal other = second.amount();
		return (one != null && other != null) ? Cost.reported(one.add(other), second.upstream()) : Cost.UNKNOWN;
	}

}
