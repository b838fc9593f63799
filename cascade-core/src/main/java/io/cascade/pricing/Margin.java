package io.cascade.pricing;

/**
 * How far the truth may be from a number of tokens, in percent of it.
 */
enum Margin {

	/** Tokenizers differ: O200K is not the one of every model. */
	COUNTED(80, 125),

	/** In addition, samples may miss what the rest is like. */
	SAMPLED(70, 140),

	/** Characters say little: a token of prose has five, one of an identifier two. */
	GUESSED(50, 200);

	private final int least;

	private final int most;

	Margin(int least, int most) {
		this.least = least;
		this.most = most;
	}

	/** No token is shorter than a byte, and text has at least one. */
	PromptTokens around(long tokens, TextSize text) {
		if (text.bytes() == 0) {
			return PromptTokens.exactly(0);
		}
		long expected = Math.max(1, Math.min(tokens, text.bytes()));
		long most = (expected * this.most + 99) / 100;
		return new PromptTokens(Math.max(1, expected * this.least / 100), expected, Math.min(most, text.bytes()));
	}

}
