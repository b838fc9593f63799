package io.cascade.health;

import org.jspecify.annotations.Nullable;

/**
 * How many answers were accepted, and how many were not. Immutable.
 *
 * @param accepted answers that were good enough
 * @param rejected answers that were not
 * @param undecided answers without a decision
 */
public record Verdicts(long accepted, long rejected, long undecided) {

	/**
	 * How many answers were decided on.
	 * @return the number, without undecided ones
	 */
	public long judged() {
		return this.accepted + this.rejected;
	}

	/**
	 * How many of the judged answers were accepted.
	 * @return a percentage, {@code null} if none was judged
	 */
	public @Nullable Double percentage() {
		return (judged() == 0) ? null : 100.0 * this.accepted / judged();
	}

	/**
	 * Whether nothing was seen at all.
	 * @return {@code true} if nothing was
	 */
	public boolean isEmpty() {
		return judged() + this.undecided == 0;
	}

}
