package io.cascade.pricing;

import io.cascade.CascadeRequest;

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
	 * @return the number, as all three
	 */
	public static PromptTokens exactly(long tokens) {
		return new PromptTokens(tokens, tokens, tokens);
	}

	/**
	 * The length that a request states, else a count.
	 * @param request the request
	 * @param counter counts, where none is stated
	 * @return the number of tokens
	 */
	public static PromptTokens of(CascadeRequest request, TokenCounter counter) {
		Integer told = request.promptTokens();
		return (told != null) ? exactly(told) : counter.count(request);
	}

}
