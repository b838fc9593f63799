package io.cascade.pricing;

/**
 * Adds tokens up. Not thread-safe.
 */
final class TokenSum {

	private long least;

	private long expected;

	private long most;

	TokenSum plus(PromptTokens tokens) {
		this.least += tokens.least();
		this.expected += tokens.expected();
		this.most += tokens.most();
		return this;
	}

	PromptTokens tokens() {
		return new PromptTokens(this.least, this.expected, this.most);
	}

}
