package io.cascade;

import java.io.Serializable;
import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;

/**
 * What an attempt or an answer cost, in USD, and the source of the amount.
 *
 * @param amount what the account is charged; {@code null} if unknown, never 0 by default
 * @param source where the amount is from
 * @param upstream what the provider charges a key of your own (BYOK), or {@code null}
 */
public record Cost(@Nullable BigDecimal amount, Source source, @Nullable BigDecimal upstream) implements Serializable {

	/** The cost is unknown. */
	public static final Cost UNKNOWN = new Cost(null, Source.UNKNOWN, null);

	/** OpenRouter answered from its cache, which costs nothing. */
	public static final Cost CACHED = new Cost(BigDecimal.ZERO, Source.CACHED, null);

	/**
	 * A cost that the upstream reported.
	 * @param amount USD charged to the account
	 * @param upstream USD charged by the provider, or {@code null}
	 * @return the cost
	 */
	public static Cost reported(BigDecimal amount, @Nullable BigDecimal upstream) {
		return new Cost(amount, Source.REPORTED, upstream);
	}

	/**
	 * A cost that a price list gives.
	 * @param amount USD
	 * @return the cost
	 */
	public static Cost estimated(BigDecimal amount) {
		return new Cost(amount, Source.ESTIMATED, null);
	}

	/**
	 * A cost that was looked up at the upstream afterwards.
	 * @param amount USD charged to the account
	 * @return the cost
	 */
	public static Cost settled(BigDecimal amount) {
		return new Cost(amount, Source.SETTLED, null);
	}

	/**
	 * What is paid in all: what the account is charged, and what the provider charges a
	 * key of your own.
	 * @return the sum, {@code null} if unknown
	 */
	public @Nullable BigDecimal total() {
		return (this.amount != null && this.upstream != null) ? this.amount.add(this.upstream) : this.amount;
	}

	/**
	 * Whether no model worked for it: the answer came from a cache of whole answers, so
	 * it does not count for how quick or wordy a model is.
	 * @return {@code true} if it came from a cache
	 */
	public boolean isCached() {
		return this.source == Source.CACHED;
	}

	/**
	 * Where the amount of a cost is from.
	 */
	public enum Source implements KebabCase {

		/** The upstream. */
		REPORTED,

		/** An upstream's books, afterwards. */
		SETTLED,

		/** A price list. */
		ESTIMATED,

		/** Nobody has to: the answer came from a cache. */
		CACHED,

		/** Nobody. */
		UNKNOWN

	}

}
