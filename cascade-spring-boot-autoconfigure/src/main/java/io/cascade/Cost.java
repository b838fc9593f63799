package io.cascade;

import java.math.BigDecimal;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * What an attempt or an answer cost, in USD, and who says so.
 *
 * @param amount what the account is charged; {@code null} if unknown, never 0 by default
 * @param source who says so
 * @param upstream what the provider charges a key of your own (BYOK), or {@code null}
 */
public record Cost(@Nullable BigDecimal amount, Source source, @Nullable BigDecimal upstream) {

	/** Nobody said what it cost. */
	public static final Cost UNKNOWN = new Cost(null, Source.UNKNOWN, null);

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
	 * A cost that the upstream has on its books, asked for after the answer.
	 * @param amount USD charged to the account
	 * @return the cost
	 */
	public static Cost settled(BigDecimal amount) {
		return new Cost(amount, Source.SETTLED, null);
	}

	/**
	 * Who says what it cost.
	 */
	public enum Source {

		/** The upstream. */
		REPORTED,

		/** The upstream's books, afterwards. */
		SETTLED,

		/** A price list. */
		ESTIMATED,

		/** Nobody. */
		UNKNOWN;

		/**
		 * The name used in metrics and endpoints.
		 * @return the lower-case name
		 */
		public String id() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
