package io.cascade;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The ruling of a gate on a whole answer.
 *
 * @param gate the name of the gate, such as {@code schema} or {@code judge}
 * @param verdict whether the answer is accepted
 * @param reason why not, in words that quote neither the prompt nor the answer;
 * {@code null} for an answer that is accepted
 * @param score how good the answer is, between 0 and 1, {@code null} where the gate has
 * only yes and no
 */
public record Ruling(String gate, Verdict verdict, @Nullable String reason, @Nullable Double score) {

	private static final int LONGEST_REASON = 1000;

	/**
	 * A ruling of a named gate. Its reason is one line of at most 1,000 characters.
	 */
	public Ruling {
		Objects.requireNonNull(gate, "gate");
		Objects.requireNonNull(verdict, "verdict");
		reason = Printable.of(reason, LONGEST_REASON);
	}

	/**
	 * The answer is good enough.
	 * @param gate the name of the gate
	 * @return the ruling
	 */
	public static Ruling accepted(String gate) {
		return new Ruling(gate, Verdict.ACCEPTED, null, null);
	}

	/**
	 * The answer is not good enough.
	 * @param gate the name of the gate
	 * @param reason why, in words that quote neither the prompt nor the answer
	 * @return the ruling
	 */
	public static Ruling rejected(String gate, String reason) {
		return new Ruling(gate, Verdict.REJECTED, reason, null);
	}

	/**
	 * The gate could not decide. The answer passes.
	 * @param gate the name of the gate
	 * @param reason what kept it from telling
	 * @return the ruling
	 */
	public static Ruling undecided(String gate, String reason) {
		return new Ruling(gate, Verdict.UNDECIDED, reason, null);
	}

	/**
	 * A copy with a score.
	 * @param value how good the answer is, between 0 and 1
	 * @return the copy
	 */
	public Ruling withScore(double value) {
		return new Ruling(this.gate, this.verdict, this.reason, value);
	}

	/**
	 * Whether the answer must not be used.
	 * @return {@code true} if it is rejected
	 */
	public boolean isRejection() {
		return this.verdict == Verdict.REJECTED;
	}

	@Override
	public String toString() {
		return this.gate + " " + this.verdict.id() + ((this.reason != null) ? ": " + this.reason : "");
	}

	/**
	 * Whether an answer is accepted.
	 */
	public enum Verdict implements KebabCase {

		/** It is good enough. */
		ACCEPTED,

		/** It is not; the next target is used. */
		REJECTED,

		/** Undecided, for example since a judge failed. It passes. */
		UNDECIDED

	}

}
