package io.cascade.pricing;

import io.cascade.CascadeRequest;
import io.cascade.exchange.Callbacks;

/**
 * A token counter that breaks no call: where a foreign one throws, or returns an absurd
 * number, characters are the measure. Thread-safe.
 */
public final class GuardedTokenCounter implements TokenCounter {

	private final TokenCounter counter;

	private final Callbacks callbacks = Callbacks.of(TokenCounter.class);

	private GuardedTokenCounter(TokenCounter counter) {
		this.counter = counter;
	}

	/**
	 * Guards a counter.
	 * @param counter the counter
	 * @return the same counter, guarded once
	 */
	public static TokenCounter of(TokenCounter counter) {
		boolean known = counter instanceof GuardedTokenCounter || counter instanceof TokenizerCounter;
		return known ? counter : new GuardedTokenCounter(counter);
	}

	@Override
	public PromptTokens count(CascadeRequest request) {
		return this.callbacks.get(this.counter, () -> sane(this.counter.count(request)),
				(failure) -> TokenizerCounter.bounds(request));
	}

	private static PromptTokens sane(PromptTokens tokens) {
		boolean ordered = tokens.least() <= tokens.expected() && tokens.expected() <= tokens.most();
		if (tokens.least() < 0 || !ordered || tokens.most() > Integer.MAX_VALUE) {
			throw new IllegalArgumentException("The number of tokens is negative or absurd");
		}
		return tokens;
	}

}
