package io.cascade.health;

/**
 * How a provider or an account is, from what was seen of it.
 */
public enum HealthStatus {

	/** There is no evidence, too little of it, or it went stale. */
	UNKNOWN,

	/** Enough of its attempts succeed. */
	UP,

	/**
	 * Too many of its attempts fail, or much less of its answers are accepted than
	 * before; it is asked all the same.
	 */
	DEGRADED,

	/** It is not asked: all its circuits are open, or its account can't be used. */
	UNAVAILABLE;

	/**
	 * Whether an operator should look at it.
	 * @return {@code true} for {@link #DEGRADED} and {@link #UNAVAILABLE}
	 */
	public boolean isImpaired() {
		return this == DEGRADED || this == UNAVAILABLE;
	}

}
