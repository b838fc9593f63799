package io.cascade.budget;

import java.math.BigDecimal;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A limit on what is spent. Immutable.
 *
 * @param name the name under {@code cascade.budgets}
 * @param limit the most that may be spent in a window, in USD; 0 lets nothing pass that
 * costs anything
 * @param window the time that the limit is for
 * @param chain the chain that it counts, {@code null} for all
 * @param tag the tag of which each value has a limit of its own, {@code null} for one
 * limit for all
 * @param tagValue the one value of the tag that it counts, {@code null} for each
 * @param warnAt the share of the limit at which an event is published, between 0 and 1
 * @param stepDownTo the chain that is asked when it is spent, {@code null} to refuse
 * @param maxWait how long a call waits for requests under way to give back what they
 * reserved and did not need, 0 for not
 */
public record Budget(String name, BigDecimal limit, SpendWindow window, @Nullable String chain, @Nullable String tag,
		@Nullable String tagValue, double warnAt, @Nullable String stepDownTo, Duration maxWait) {

	/** The share at which a budget warns if nothing else is said. */
	public static final double WARN_AT = 0.8;

	/** How long calls wait for a budget if nothing else is said. */
	public static final Duration MAX_WAIT = Duration.ofSeconds(10);

	/**
	 * A limit for all calls.
	 * @param name a name that no other budget has
	 * @param limit the most that may be spent in a window, in USD
	 * @param window the time that the limit is for
	 * @return the budget
	 */
	public static Budget of(String name, BigDecimal limit, SpendWindow window) {
		return new Budget(name, limit, window, null, null, null, WARN_AT, null, MAX_WAIT);
	}

	/**
	 * A copy that counts one chain.
	 * @param chain the name of the chain, {@code null} for all
	 * @return the copy
	 */
	public Budget withChain(@Nullable String chain) {
		return new Budget(this.name, this.limit, this.window, chain, this.tag, this.tagValue, this.warnAt,
				this.stepDownTo, this.maxWait);
	}

	/**
	 * A copy that counts calls with a tag.
	 * @param tag the name of the tag, {@code null} to count all calls
	 * @param value the one value that counts, {@code null} for a limit of its own for
	 * each
	 * @return the copy
	 */
	public Budget withTag(@Nullable String tag, @Nullable String value) {
		return new Budget(this.name, this.limit, this.window, this.chain, tag, value, this.warnAt, this.stepDownTo,
				this.maxWait);
	}

	/**
	 * A copy that warns at another share.
	 * @param share the share of the limit, between 0 and 1
	 * @return the copy
	 */
	public Budget withWarnAt(double share) {
		return new Budget(this.name, this.limit, this.window, this.chain, this.tag, this.tagValue, share,
				this.stepDownTo, this.maxWait);
	}

	/**
	 * A copy that steps down when it is spent.
	 * @param chain the name of the cheaper chain, {@code null} to refuse
	 * @return the copy
	 */
	public Budget withStepDownTo(@Nullable String chain) {
		return new Budget(this.name, this.limit, this.window, this.chain, this.tag, this.tagValue, this.warnAt, chain,
				this.maxWait);
	}

	/**
	 * A copy that calls wait for.
	 * @param wait how long at the most, 0 for not
	 * @return the copy
	 */
	public Budget withMaxWait(Duration wait) {
		return new Budget(this.name, this.limit, this.window, this.chain, this.tag, this.tagValue, this.warnAt,
				this.stepDownTo, wait);
	}

	/**
	 * Whether each value of its tag has a limit of its own.
	 * @return {@code false} if it has one limit
	 */
	public boolean isPerValue() {
		return this.tag != null && this.tagValue == null;
	}

	/**
	 * Whether calls wait for it.
	 * @return {@code true} if they do, for a while
	 */
	public boolean isWaitedFor() {
		return this.maxWait.compareTo(Duration.ZERO) > 0;
	}

	/**
	 * The account that a call is booked in.
	 * @param chain the name of its chain
	 * @param value the value that it has of the tag of this budget, {@code null} for none
	 * @return the account, {@code null} if the call does not count
	 */
	@Nullable SpendAccount account(String chain, @Nullable String value) {
		boolean counts = (this.chain == null || this.chain.equals(chain)) && (this.tag == null || value != null)
				&& (this.tagValue == null || this.tagValue.equals(value));
		return counts ? new SpendAccount(this, isPerValue() ? value : null) : null;
	}

}
