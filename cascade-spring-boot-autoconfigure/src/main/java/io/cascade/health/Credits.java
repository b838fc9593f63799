package io.cascade.health;

import java.time.Duration;
import java.time.Instant;

import io.cascade.FailureKind;
import io.cascade.exchange.Forgetful;
import org.jspecify.annotations.Nullable;

/**
 * The last that was heard of the account at OpenRouter. Thread-safe.
 */
public final class Credits implements Forgetful {

	private volatile @Nullable Heard heard;

	private volatile boolean refused;

	/**
	 * OpenRouter has answered.
	 * @param credit what it said
	 * @param keep how long it is worth something
	 */
	public void heard(Credit credit, Duration keep) {
		this.heard = new Heard(credit, credit.at().plus(keep));
		this.refused = false;
	}

	/**
	 * OpenRouter did not answer. What was heard last stays, as does a refusal.
	 * @param kind why
	 */
	public void failed(FailureKind kind) {
		this.refused |= kind.scope() == FailureKind.Scope.ACCOUNT;
	}

	@Override
	public void forget() {
		this.heard = null;
		this.refused = false;
	}

	@Nullable Credit last(Instant now) {
		Heard last = this.heard;
		return (last != null && last.until().isAfter(now)) ? last.credit() : null;
	}

	/** Whether the key was refused when it was last looked at. */
	boolean isRefused() {
		return this.refused;
	}

	/**
	 * What was said, and how long it counts.
	 *
	 * @param credit what was said
	 * @param until how long it counts
	 */
	private record Heard(Credit credit, Instant until) {

	}

}
