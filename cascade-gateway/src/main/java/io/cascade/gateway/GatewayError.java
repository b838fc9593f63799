package io.cascade.gateway;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What a client is told of a failure: nothing that its key may not know.
 *
 * @param status the status of the response
 * @param code what programs switch on, {@code null} for nothing special
 * @param param the field of the request that is meant
 * @param message what to read
 * @param retryAfter when trying again makes sense
 * @param mayRetry whether trying again can help at all
 */
record GatewayError(int status, @Nullable String code, @Nullable String param, String message,
		@Nullable Duration retryAfter, boolean mayRetry) {

	/** Clients that are told to wait for longer do not wait, and ask again in vain. */
	private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

	static GatewayError of(int status, @Nullable String code, String message) {
		return new GatewayError(status, code, null, message, null, false);
	}

	GatewayError about(@Nullable String field) {
		return new GatewayError(this.status, this.code, field, this.message, this.retryAfter, this.mayRetry);
	}

	GatewayError after(@Nullable Duration wait) {
		boolean worthwhile = (wait != null) ? wait.compareTo(LONGEST_WAIT) <= 0 : this.mayRetry;
		return new GatewayError(this.status, this.code, this.param, this.message, wait, worthwhile);
	}

	GatewayException raised() {
		return new GatewayException(this);
	}

}
