package io.cascade.health;

import io.cascade.FailureKind;
import io.cascade.exchange.Expiry;
import org.jspecify.annotations.Nullable;

/**
 * A time in which somebody is not asked.
 *
 * @param subject what cools down
 * @param name which one: the {@link io.cascade.Target#id() id} of a target, or the
 * {@link io.cascade.Upstream#account() account}
 * @param upstream the upstream that reported it; {@code operator} for an operator
 * @param kind what it reported, {@code null} for an operator
 * @param hinted whether the upstream named the time
 * @param until when it ends, by the clock of this process
 */
public record Cooldown(Subject subject, String name, String upstream, @Nullable FailureKind kind, boolean hinted,
		Expiry until) {

	/**
	 * Whether one call has to find out if it is over for good: time alone mends neither a
	 * key nor a balance.
	 * @return {@code true} for what an account refused
	 */
	public boolean needsProof() {
		return this.kind != null && this.kind.cooldown() == FailureKind.Cooldown.ACCOUNT;
	}

	/**
	 * The same cooldown with another end.
	 * @param other when it ends
	 * @return the copy
	 */
	public Cooldown withUntil(Expiry other) {
		return new Cooldown(this.subject, this.name, this.upstream, this.kind, this.hinted, other);
	}

	/**
	 * What cools down.
	 */
	public enum Subject {

		/** A target, by what its upstream reports. */
		TARGET,

		/** A target, by what an operator asks for. */
		OPERATOR,

		/** An account: all targets that one key pays for. */
		ACCOUNT,

		/** The free models of an account. */
		FREE_MODELS,

		/** A target whose circuit is half-open, while another one probes it. */
		CIRCUIT

	}

}
