package io.cascade.quality;

import java.util.Objects;

import io.cascade.Counted;
import io.cascade.exchange.Chain;
import io.cascade.exchange.Chains;
import io.cascade.pricing.PriceList;
import io.cascade.pricing.TokenCounter;

import org.springframework.util.Assert;

/**
 * Begins conversations that every model of a chain can read. Thread-safe.
 *
 * @param chains the chains
 * @param prices knows their context windows
 * @param counter counts tokens
 */
public record Conversations(Chains chains, PriceList prices, TokenCounter counter) {

	/** Where nobody knows the window of any model. */
	private static final int USUAL = 32_000;

	/**
	 * A conversation with a chain.
	 * @param chain the name of the chain
	 * @param answerTokens how many tokens an answer may have
	 * @return a conversation in which nothing was said. It has room for the smallest
	 * context window that is known of the chain's models, without the answer
	 */
	public Conversation with(String chain, int answerTokens) {
		Chain known = this.chains.all()
			.stream()
			.filter((candidate) -> candidate.name().equals(chain))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("There is no chain '%s'".formatted(chain)));
		int window = known.targets()
			.stream()
			.map(this.prices::window)
			.filter(Objects::nonNull)
			.mapToInt(Integer::intValue)
			.min()
			.orElse(USUAL);
		Assert.isTrue(answerTokens >= 0 && answerTokens < window,
				() -> "An answer of %s leaves no room in a context window of %d"
					.formatted(Counted.of(answerTokens, "token"), window));
		return Conversation.within(window - answerTokens, this.counter);
	}

}
