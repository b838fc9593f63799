package io.cascade.health;

import java.time.Duration;
import java.time.Instant;

import io.cascade.FailureKind;
import io.cascade.exchange.Forgetful;
import org.jspecify.annotations.Nullable;

/**
 * The last answer of OpenRouter about its key. Thread-safe.
 */
public final class LastKeyCredit implements Forgetful {

	private volatile @Nullable Received received;

	private volatile boolean refused;

	/**
	 * Keeps an answer of OpenRouter.
	 * @param credit the answer
	 * @param keep how long it counts
	 */
	public void received(KeyCredit credit, Duration keep) {
		this.received = new Received(credit, credit.at().plus(keep));
		this.refused = false;
	}

	/**
	 * Notes that OpenRouter did not answer. The last answer stays, as does a refusal.
	 * @param kind why
	 */
	public void failed(FailureKind kind) {
		this.refused |= kind.scope() == FailureKind.Scope.ACCOUNT;
	}

	@Override
	public void forget() {
		this.received = null;
		this.refused = false;
	}

	@Nullable KeyCredit last(Instant now) {
		Received last = this.received;
		return (last != null && last.until().isAfter(now)) ? last.credit() : null;
	}

	/** Whether the key was refused when it was last looked at. */
	boolean isRefused() {
		return this.refused;
	}

	/**
	 * An answer, and how long it counts.
	 *
	 * @param credit the answer
	 * @param until how long it counts
	 */
	private record Received(KeyCredit credit, Instant until) {

	}

}
