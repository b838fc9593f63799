package io.cascade.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import io.cascade.CascadeException;
import io.cascade.FailureKind;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Turns calls that gave no answer into problem details. Whoever sends the web request
 * learns the kind of the failure and when to come back, not who was asked.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457, Problem Details</a>
 */
@RestControllerAdvice
final class CascadeProblems {

	private final Clock clock;

	CascadeProblems(Clock clock) {
		this.clock = clock;
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> problem(CascadeException failure) {
		Duration wait = wait(failure.retryAt());
		HttpStatus status = (wait != null && isOurs(failure.kind())) ? HttpStatus.SERVICE_UNAVAILABLE
				: status(failure.kind());
		ProblemDetail problem = ProblemDetail.forStatus(status);
		problem.setTitle("No model answered");
		problem.setDetail("The call failed: " + failure.kind().id());
		problem.setProperty("kind", failure.kind().id());
		HttpHeaders headers = new HttpHeaders();
		if (wait != null && (status.is5xxServerError() || status == HttpStatus.TOO_MANY_REQUESTS)) {
			headers.set(HttpHeaders.RETRY_AFTER, Long.toString(wait.toSeconds()));
		}
		return new ResponseEntity<>(problem, headers, status);
	}

	/** In whole seconds, rounded up. */
	private @Nullable Duration wait(@Nullable Instant until) {
		if (until == null) {
			return null;
		}
		Duration wait = Duration.between(this.clock.instant(), until);
		return wait.isNegative() ? Duration.ZERO : Duration.ofSeconds(wait.plusMillis(999).toSeconds());
	}

	private static boolean isOurs(FailureKind kind) {
		return status(kind).is5xxServerError();
	}

	private static HttpStatus status(FailureKind kind) {
		return switch (kind) {
			case INVALID_REQUEST, PROVIDER_REJECTED -> HttpStatus.BAD_REQUEST;
			case CONTEXT_LENGTH -> HttpStatus.CONTENT_TOO_LARGE;
			case BUDGET -> HttpStatus.TOO_MANY_REQUESTS;
			case CONTENT_POLICY -> HttpStatus.UNPROCESSABLE_CONTENT;
			case TIMEOUT, REQUEST_TIMEOUT, DEADLINE -> HttpStatus.GATEWAY_TIMEOUT;
			case CONNECTION, RESET, SERVER_ERROR, EMPTY_ANSWER, REASONING_EXHAUSTED, INCOMPLETE, MALFORMED, TOO_LARGE,
					REJECTED, NO_ENDPOINT, MODEL_NOT_FOUND, INVALID_MODEL_ID, UNKNOWN ->
				HttpStatus.BAD_GATEWAY;
			case RATE_LIMIT, FREE_LIMIT, UNAVAILABLE, CREDENTIALS, QUOTA, IN_FLIGHT_BUDGET, SATURATED, OVER_LIMIT,
					BENCHED, MAX_COST, CANCELLED, SHUTDOWN, NO_CANDIDATE ->
				HttpStatus.SERVICE_UNAVAILABLE;
		};
	}

}
