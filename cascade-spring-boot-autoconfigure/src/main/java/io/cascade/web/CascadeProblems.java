package io.cascade.web;

import java.lang.reflect.UndeclaredThrowableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import io.cascade.CascadeException;
import io.cascade.FailureKind;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
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
@Order(Ordered.LOWEST_PRECEDENCE)
final class CascadeProblems {

	/** Threads and proxies wrap what was raised in these; nobody means to say it. */
	private static final Set<Class<?>> CARRIERS = Set.of(ExecutionException.class, CompletionException.class,
			UndeclaredThrowableException.class);

	private final Clock clock;

	CascadeProblems(Clock clock) {
		this.clock = clock;
	}

	/**
	 * Spring also looks for a handler among the causes of what was raised. An exception
	 * of the application that merely wraps a lost call is the application's to answer.
	 */
	@ExceptionHandler(CascadeException.class)
	ResponseEntity<ProblemDetail> problem(Exception raised) throws Exception {
		CascadeException failure = lostCall(raised);
		if (failure == null) {
			throw raised;
		}
		return problem(failure);
	}

	/** What was raised, if it is a lost call and not the application's own exception. */
	static @Nullable CascadeException lostCall(Throwable raised) {
		Throwable own = raised;
		while (CARRIERS.contains(own.getClass()) && own.getCause() != null) {
			own = own.getCause();
		}
		return (own instanceof CascadeException failure) ? failure : null;
	}

	ResponseEntity<ProblemDetail> problem(CascadeException failure) {
		Duration wait = wait(failure.retryAt());
		HttpStatus status = (wait != null && isOurs(failure.kind())) ? HttpStatus.SERVICE_UNAVAILABLE
				: ProblemStatus.of(failure.kind());
		ProblemDetail problem = ProblemDetail.forStatus(status);
		problem.setTitle("No model answered");
		problem.setDetail(detail(failure));
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
		return ProblemStatus.of(kind).is5xxServerError();
	}

	static String detail(CascadeException failure) {
		return "The call failed: " + failure.kind().id();
	}

}
