package io.cascade.pricing;

import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Counts texts, or samples that are spread evenly over them as if they were one. Not
 * thread-safe.
 */
final class TextTokens {

	/** Characters that are counted on the way of a call. */
	private static final int MOST_COUNTED = 8_000;

	private static final int SAMPLES = 16;

	private static final int SAMPLE = 250;

	/**
	 * The longer a run without white space, the longer each of its characters takes. Cut
	 * into pieces, it costs a few times what words do, and hardly a token more.
	 */
	private static final int LONGEST_PIECE = 128;

	private final ToIntFunction<String> tokenizer;

	private final List<String> texts;

	private final TextSize size;

	private long counted;

	private long tokens;

	TextTokens(ToIntFunction<String> tokenizer, List<String> texts, TextSize size) {
		this.tokenizer = tokenizer;
		this.texts = texts;
		this.size = size;
	}

	PromptTokens count() {
		return (this.size.characters() <= MOST_COUNTED) ? countAll() : countSamples();
	}

	private PromptTokens countAll() {
		this.texts.forEach((text) -> count(text, 0, text.length()));
		return Margin.COUNTED.around(this.tokens, this.size);
	}

	private PromptTokens countSamples() {
		long stride = this.size.characters() / SAMPLES;
		long position = 0;
		for (String text : this.texts) {
			countSamples(text, position, stride);
			position += text.length();
		}
		long extrapolated = this.tokens * this.size.characters() / Math.max(1, this.counted);
		return Margin.SAMPLED.around(extrapolated, this.size);
	}

	/** A sample is in the middle of each stride. */
	private void countSamples(String text, long position, long stride) {
		long end = position + text.length();
		for (long sample = position / stride; sample * stride < end; sample++) {
			long start = sample * stride + (stride - SAMPLE) / 2;
			long from = Math.max(start, position) - position;
			long to = Math.min(start + SAMPLE, end) - position;
			count(text, (int) Math.min(from, text.length()), (int) Math.max(to, 0));
		}
	}

	private void count(String text, int from, int to) {
		int start = TextSize.splitsPair(text, from) ? from + 1 : from;
		while (start < to) {
			int end = cut(text, start, to);
			this.tokens += this.tokenizer.applyAsInt(text.substring(start, end));
			this.counted += end - start;
			start = end;
		}
	}

	/** Before a word if there is one, since no token goes on there. */
	private static int cut(String text, int start, int to) {
		int longest = start + LONGEST_PIECE;
		if (longest >= to) {
			return to;
		}
		for (int index = longest; index > start; index--) {
			if (text.charAt(index) == ' ' && text.charAt(index - 1) > ' ') {
				return index;
			}
		}
		return TextSize.splitsPair(text, longest) ? longest - 1 : longest;
	}

}
