package io.cascade.routing;

import io.cascade.CascadeRequest;
import io.cascade.ContentPart;
import io.cascade.Message;
import io.cascade.pricing.PromptTokens;
import io.cascade.pricing.TokenCounter;
import io.cascade.pricing.TokenizerCounter;
import org.jspecify.annotations.Nullable;

/**
 * How long the prompt of one call is: counted once, and only where something depends on
 * it. Not thread-safe.
 */
final class Prompt {

	private final CascadeRequest request;

	private final TokenCounter counter;

	private @Nullable PromptTokens bounds;

	private @Nullable PromptTokens counted;

	Prompt(CascadeRequest request, TokenCounter counter) {
		this.request = request;
		this.counter = counter;
	}

	/**
	 * Whether it has surely more tokens; most prompts are settled by their size alone.
	 */
	boolean exceeds(long tokens) {
		if (this.request.promptTokens() == null && bounds().most() <= tokens) {
			return false;
		}
		return tokens().least() > tokens;
	}

	/** Whether it has surely no more tokens. */
	boolean surelyFits(long tokens) {
		return (this.request.promptTokens() == null && bounds().most() <= tokens) || tokens().most() <= tokens;
	}

	/** Whether it is strictly smaller, by what can be said without a tokenizer. */
	boolean isSmallerThan(Prompt other) {
		return bounds().most() < other.bounds().most();
	}

	private PromptTokens bounds() {
		if (this.bounds == null) {
			this.bounds = TokenizerCounter.bounds(this.request);
		}
		return this.bounds;
	}

	PromptTokens tokens() {
		if (this.counted == null) {
			this.counted = PromptTokens.of(this.request, this.counter);
		}
		return this.counted;
	}

	/**
	 * What is known already, else what the lengths alone say: nothing is counted for it.
	 */
	long roughly() {
		Integer told = this.request.promptTokens();
		if (told != null) {
			return told;
		}
		return (this.counted != null) ? this.counted.expected() : TokenizerCounter.glance(this.request);
	}

	int images() {
		int images = 0;
		for (Message message : this.request.messages()) {
			for (ContentPart part : message.content()) {
				images += (part instanceof ContentPart.Image) ? 1 : 0;
			}
		}
		return images;
	}

}
