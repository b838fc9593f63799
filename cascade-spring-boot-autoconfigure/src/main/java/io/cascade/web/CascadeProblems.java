package io.cascade.web;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import io.cascade.CascadeException;
import io.cascade.FailureKind;
import io.cascade.InvalidRequestException;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Turns calls that gave no answer, and prompts that can't be sent, into problem details.
 * Whoever sends the web request learns the kind of the failure and when to come back, not
 * who was asked.
 *
 * @param clock the time from which a wait is counted
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457, Problem Details</a>
 */
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
record CascadeProblems(Clock clock) {

	/** Threads and proxies wrap what was raised in these; nobody means to say it. */
	private static final Set<Class<?>> CARRIERS = Set.of(ExecutionException.class, CompletionException.class,
			UndeclaredThrowableException.class, InvocationTargetException.class);

	/**
	 * Spring also looks for a handler among the causes of what was raised. An exception
	 * of the application that merely wraps a lost call is the application's to answer.
	 */
	@ExceptionHandler({ CascadeException.class, InvalidRequestException.class })
	ResponseEntity<ProblemDetail> handle(Exception raised) throws Exception {
		ResponseEntity<ProblemDetail> problem = problem(raised);
		if (problem == null) {
			throw raised;
		}
		return problem;
	}

	/**
	 * The answer to a lost call, or to a prompt that can't be sent. A request that the
	 * program made badly is a fault of the program, and stays one.
	 */
	@Nullable ResponseEntity<ProblemDetail> problem(Throwable raised) {
		Throwable own = carried(raised);
		if (own instanceof CascadeException failure) {
			return lost(failure);
		}
		return (own instanceof InvalidRequestException invalid && invalid.isOfPrompt()) ? refused(invalid) : null;
	}

	/** What was raised, without what carries it. */
	static Throwable carried(Throwable raised) {
		Throwable own = Exceptions.unwrap(raised);
		while (CARRIERS.contains(own.getClass()) && own.getCause() != null) {
			own = Exceptions.unwrap(own.getCause());
		}
		return own;
	}

	private static ResponseEntity<ProblemDetail> refused(InvalidRequestException invalid) {
		boolean tooLong = invalid.kind() == FailureKind.CONTEXT_LENGTH;
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(status(invalid.kind()),
				tooLong ? "The prompt is too long" : "The prompt is empty");
		problem.setTitle("No model was called");
		problem.setProperty("kind", invalid.kind().id());
		return ResponseEntity.of(problem).build();
	}

	private ResponseEntity<ProblemDetail> lost(CascadeException failure) {
		Duration wait = wait(failure.retryAt());
		HttpStatus kind = status(failure.kind());
		HttpStatus status = (wait != null && kind.is5xxServerError()) ? HttpStatus.SERVICE_UNAVAILABLE : kind;
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

	private static HttpStatus status(FailureKind kind) {
		return HttpStatus.valueOf(kind.httpStatus());
	}

	static String detail(CascadeException failure) {
		return "The call failed: " + failure.kind().id();
	}

}
