package io.cascade;

import org.jspecify.annotations.Nullable;

/**
 * What is paid for, worked out from what an upstream counted. Some count reasoning beside
 * the answer, or caches beside the prompt; their total tells. Where there is none, a part
 * is never more than what it is a part of.
 *
 * @param prompt tokens of the prompt, caches included
 * @param read how many of them were read from a cache
 * @param written how many of them were written to a cache
 * @param answer tokens of the answer, reasoning included
 * @param reasoning how many of them are reasoning
 */
record PaidTokens(long prompt, long read, long written, long answer, long reasoning) {

	/** More than any model thinks: a total that is off by more is a mistake. */
	private static final long MOST_HIDDEN = 1_000_000;

	/** {@code null} where the usage lacks the numbers. */
	static @Nullable PaidTokens of(Usage usage) {
		Long prompt = usage.promptTokens();
		Long answer = usage.completionTokens();
		Long total = usage.totalTokens();
		if (prompt == null && answer != null && total != null && total >= answer) {
			prompt = total - answer;
		}
		if (answer == null && prompt != null && total != null && total >= prompt) {
			answer = total - prompt;
		}
		return (prompt != null && answer != null) ? of(usage, atLeast0(prompt), atLeast0(answer)) : null;
	}

	private static PaidTokens of(Usage usage, long prompt, long answer) {
		long read = atLeast0(usage.cachedTokens());
		long written = atLeast0(usage.cacheWriteTokens());
		long reasoning = atLeast0(usage.reasoningTokens());
		long more = (usage.totalTokens() != null) ? usage.totalTokens() - prompt - answer : 0;
		long beside = explains(more, read + written, reasoning) ? read + written : 0;
		long cached = Math.min(read, prompt + beside);
		long all = answer + hidden(usage.reasoningTokens(), more - beside);
		return new PaidTokens(prompt + beside, cached, Math.min(written, prompt + beside - cached), all,
				Math.min(reasoning, all));
	}

	/** Whether what the total has too many are the caches, reasoning aside. */
	private static boolean explains(long more, long caches, long reasoning) {
		return caches > 0 && (more == caches || more == caches + reasoning);
	}

	/** What the total has beside prompt and answer is reasoning, told or not. */
	private static long hidden(@Nullable Long told, long more) {
		if (told == null) {
			return (more <= MOST_HIDDEN) ? Math.max(0, more) : 0;
		}
		return Math.max(0, Math.min(more, told));
	}

	private static long atLeast0(@Nullable Long tokens) {
		return (tokens != null) ? Math.max(0, tokens) : 0;
	}

}
