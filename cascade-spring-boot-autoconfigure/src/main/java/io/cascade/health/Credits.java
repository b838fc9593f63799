package io.cascade.health;

import io.cascade.FailureKind;
import org.jspecify.annotations.Nullable;

/**
 * The last that was heard of the account at OpenRouter. Thread-safe.
 */
public final class Credits {

	private volatile @Nullable Credit last;

	private volatile @Nullable FailureKind refusal;

	/**
	 * OpenRouter has answered.
	 * @param credit what it said
	 */
	public void heard(Credit credit) {
		this.last = credit;
		this.refusal = null;
	}

	/**
	 * OpenRouter did not answer. The last answer stays.
	 * @param kind why
	 */
	public void failed(FailureKind kind) {
		this.refusal = (kind.scope() == FailureKind.Scope.ACCOUNT) ? kind : null;
	}

	@Nullable Credit last() {
		return this.last;
	}

	/** Whether the key was refused when it was last looked at. */
	boolean isRefused() {
		return this.refusal != null;
	}

}
