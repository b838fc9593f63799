package io.cascade.pricing;

/**
 * How many tokens a prompt has, as far as is known.
 *
 * @param least it has no fewer
 * @param expected the best guess
 * @param most it has no more
 */
public record PromptTokens(long least, long expected, long most) {

	/**
	 * A number that is known.
	 * @param tokens the number
	 * @return the number, without a doubt
	 */
	public static PromptTokens exactly(long tokens) {
		return new PromptTokens(tokens, tokens, tokens);
	}

}
