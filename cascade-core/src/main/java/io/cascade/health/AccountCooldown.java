package io.cascade.health;

import java.time.Instant;

import io.cascade.FailureKind;

/**
 * An account that can't be used, or whose limit on free models is reached.
 *
 * @param account the {@link io.cascade.Upstream#account() account}, which upstreams with
 * the same key share
 * @param upstream the upstream that reported it
 * @param kind what it reported
 * @param until when it is asked again
 */
public record AccountCooldown(String account, String upstream, FailureKind kind, Instant until) {

	/**
	 * Whether the account can't be used: its key was refused, or its credit is used up.
	 * @return {@code false} if it only has to wait
	 */
	public boolean isRefused() {
		return this.kind.cooldown() == FailureKind.Cooldown.ACCOUNT;
	}

}
