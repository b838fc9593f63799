package io.cascade.web;

import io.cascade.FailureKind;

import org.springframework.http.HttpStatus;

/**
 * The HTTP status that whoever sent the web request gets for a kind of failure.
 */
final class ProblemStatus {

	private ProblemStatus() {
	}

	static HttpStatus of(FailureKind kind) {
		return switch (kind) {
			case INVALID_REQUEST, PROVIDER_REJECTED -> HttpStatus.BAD_REQUEST;
			case CONTEXT_LENGTH -> HttpStatus.CONTENT_TOO_LARGE;
			case BUDGET -> HttpStatus.TOO_MANY_REQUESTS;
			case CONTENT_POLICY -> HttpStatus.UNPROCESSABLE_CONTENT;
			case TIMEOUT, REQUEST_TIMEOUT, DEADLINE -> HttpStatus.GATEWAY_TIMEOUT;
			case CONNECTION, RESET, SERVER_ERROR, EMPTY_ANSWER, REASONING_EXHAUSTED, INCOMPLETE, MALFORMED, TOO_LARGE,
					REJECTED, NO_ENDPOINT, MODEL_NOT_FOUND, INVALID_MODEL_ID, BLOCKED, UNKNOWN ->
				HttpStatus.BAD_GATEWAY;
			case RATE_LIMIT, FREE_LIMIT, UNAVAILABLE, CONFLICT, CREDENTIALS, QUOTA, IN_FLIGHT_BUDGET, SATURATED,
					MODEL_LIMIT, OVER_LIMIT, COOLDOWN, MAX_COST, CANCELLED, SHUTDOWN, NO_CANDIDATE ->
				HttpStatus.SERVICE_UNAVAILABLE;
		};
	}

}
