package io.cascade.gateway;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Pattern;

import io.cascade.CascadeException;
import io.cascade.CascadeExhaustedException;
import io.cascade.FailureKind;
import io.cascade.IncompleteAnswerException;
import io.cascade.InvalidRequestException;
import io.cascade.InvalidRequestException.Subject;
import io.cascade.RunExceededException;
import io.cascade.UpstreamException;
import io.cascade.UpstreamException.ErrorCode;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What a client is told of a call that failed: by the kind of the failure alone, since
 * the words of an upstream name models, accounts and other people's limits.
 *
 * @param clock tells how long it is to the instant from which trying again makes sense
 */
record Errors(Clock clock) {

	private static final Log logger = LogFactory.getLog(Errors.class);

	/** The code or the field that an upstream names, if it is no more than that. */
	private static final Pattern NAME = Pattern.compile("[A-Za-z][\\w.\\[\\]-]{0,63}");

	/** The run is one that the client named. */
	private static final String WORDS = "The run has met its limit: %s.";

	private static final Row BUSY = new Row(503, "overloaded", true,
			"No model is free to answer just now. Try again later.");

	private static final Row LOST = new Row(502, "upstream_error", false, "No model gave a complete answer.");

	private static final Row REFUSED = new Row(503, "service_unavailable", false, "The service can't answer just now.");

	private static final Map<FailureKind, Row> TABLE = new EnumMap<>(FailureKind.class);

	static {
		for (FailureKind kind : FailureKind.values()) {
			TABLE.put(kind, (kind.httpStatus() == 503) ? REFUSED : LOST);
		}
		Row late = new Row(504, "timeout", false, "No model answered in time.");
		TABLE.put(FailureKind.TIMEOUT, late);
		TABLE.put(FailureKind.REQUEST_TIMEOUT, late);
		TABLE.put(FailureKind.DEADLINE, late);
		TABLE.put(FailureKind.RATE_LIMIT, BUSY);
		TABLE.put(FailureKind.FREE_LIMIT, BUSY);
		TABLE.put(FailureKind.UNAVAILABLE, BUSY);
		TABLE.put(FailureKind.CONFLICT, BUSY);
		TABLE.put(FailureKind.IN_FLIGHT_BUDGET, BUSY);
		TABLE.put(FailureKind.SATURATED, BUSY);
		TABLE.put(FailureKind.MODEL_LIMIT, BUSY);
		TABLE.put(FailureKind.OVER_LIMIT, BUSY);
		TABLE.put(FailureKind.COOLDOWN, BUSY);
		TABLE.put(FailureKind.NO_CANDIDATE, BUSY);
		TABLE.put(FailureKind.SHUTDOWN, new Row(503, "shutting_down", true, "The service is being restarted."));
		TABLE.put(FailureKind.CONTEXT_LENGTH, new Row(400, "context_length_exceeded", false,
				"The prompt is longer than any model that may answer can read. Shorten it."));
		TABLE.put(FailureKind.CONTENT_POLICY,
				new Row(400, "content_policy_violation", false, "A content policy refused the request."));
		Row invalid = new Row(400, null, false, "The models refused the request as invalid.");
		TABLE.put(FailureKind.INVALID_REQUEST, invalid);
		TABLE.put(FailureKind.PROVIDER_REJECTED, invalid);
		TABLE.put(FailureKind.BUDGET,
				new Row(429, "insufficient_quota", false, "The budget for such requests is spent."));
		TABLE.put(FailureKind.MAX_COST,
				new Row(429, "insufficient_quota", false, "The request may cost more than it is allowed to."));
		TABLE.put(FailureKind.REASONING_EXHAUSTED, new Row(502, "length", false,
				"All tokens were used up by thoughts before the answer began. Allow more of them."));
		TABLE.put(FailureKind.TOO_LARGE, new Row(502, "answer_too_large", false, "The answer is too large."));
	}

	GatewayError of(Throwable ex) {
		if (ex instanceof GatewayException refused) {
			return refused.error();
		}
		if (ex instanceof InvalidRequestException invalid) {
			return invalid(invalid);
		}
		if (ex instanceof RunExceededException exceeded) {
			return GatewayError.of(429, "run_limit_exceeded", WORDS.formatted(exceeded.limit().id()));
		}
		return (ex instanceof CascadeException failed) ? failed(failed) : unexpected(ex);
	}

	/** What is no field of a body is a matter of the configuration. */
	private static GatewayError invalid(InvalidRequestException ex) {
		if (ex.kind() == FailureKind.CONTEXT_LENGTH) {
			return row(ex.kind()).error();
		}
		boolean isOfModel = ex.subject() == Subject.CHAIN || ex.subject() == Subject.MODEL;
		if (isOfModel || ex.param() == null) {
			return isOfModel ? Refusals.noSuchModel() : GatewayError.of(400, null, "The request can't be made.");
		}
		return GatewayError.of(400, null, String.valueOf(ex.getMessage())).about(ex.param());
	}

	private GatewayError failed(CascadeException ex) {
		Row row = row(ex.kind());
		Instant again = ex.retryAt();
		Duration wait = (again != null && row.mayWait()) ? Duration.between(this.clock.instant(), again) : null;
		ErrorCode told = told(ex);
		GatewayError error = row.error().after((wait == null || wait.isNegative()) ? null : wait);
		return (row.status() != 400) ? error
				: new GatewayError(error.status(), (error.code() != null) ? error.code() : name(told.code()),
						name(told.param()), error.message(), error.retryAfter(), error.mayRetry());
	}

	private static ErrorCode told(CascadeException ex) {
		Throwable last = (ex instanceof CascadeExhaustedException || ex instanceof IncompleteAnswerException)
				? ex.getCause() : ex;
		return (last instanceof UpstreamException failure) ? failure.details().error() : ErrorCode.NONE;
	}

	private static @Nullable String name(@Nullable String told) {
		return (told != null && NAME.matcher(told).matches()) ? told : null;
	}

	/** Its words may quote a prompt. */
	private static GatewayError unexpected(Throwable ex) {
		logger.error("The endpoint failed with " + ex.getClass().getName(), stack(ex));
		return GatewayError.of(500, "internal_error", "The service failed.");
	}

	private static Throwable stack(Throwable ex) {
		RuntimeException silent = new RuntimeException(ex.getClass().getName());
		silent.setStackTrace(ex.getStackTrace());
		return silent;
	}

	private static Row row(FailureKind kind) {
		Row row = TABLE.get(kind);
		return (row != null) ? row : LOST;
	}

	/**
	 * What is told of a kind.
	 *
	 * @param status the status
	 * @param code what programs switch on
	 * @param mayRetry whether trying again can help
	 * @param message what to read
	 */
	private record Row(int status, @Nullable String code, boolean mayRetry, String message) {

		/** A request that is at fault is at fault later too. */
		boolean mayWait() {
			return this.status != 400;
		}

		GatewayError error() {
			return new GatewayError(this.status, this.code, null, this.message, null, this.mayRetry);
		}

	}

}
