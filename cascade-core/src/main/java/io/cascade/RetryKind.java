package io.cascade;

import org.jspecify.annotations.Nullable;

/**
 * Failures after which the same hop may be sent again: each kind has a number of attempts
 * and a Resilience4j {@code Retry} of its own.
 */
public enum RetryKind implements KebabCase {

	/** A rate limit, or a balance that parallel requests hold. */
	RATE_LIMIT,

	/** The upstream failed, or gave up waiting. */
	SERVER,

	/** The connection was reset before the response began. */
	TRANSPORT,

	/** A success with nothing in it. */
	EMPTY_ANSWER;

	/**
	 * The kind that a failure is retried as.
	 * @param failure what went wrong
	 * @return the kind, or {@code null} if the same hop is not sent again
	 */
	public static @Nullable RetryKind of(FailureKind failure) {
		return switch (failure) {
			case RATE_LIMIT, IN_FLIGHT_BUDGET -> RATE_LIMIT;
			case SERVER_ERROR, UNAVAILABLE, REQUEST_TIMEOUT, CONFLICT -> SERVER;
			case RESET -> TRANSPORT;
			case EMPTY_ANSWER -> EMPTY_ANSWER;
			default -> null;
		};
	}

}
