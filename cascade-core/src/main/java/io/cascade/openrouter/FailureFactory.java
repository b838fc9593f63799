package io.cascade.openrouter;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

import io.cascade.Dialect;
import io.cascade.FailureKind;
import io.cascade.UpstreamException;
import io.cascade.UpstreamException.Details;
import io.cascade.UpstreamException.ErrorCode;
import io.cascade.exchange.Call;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;

/**
 * Makes the failures of one hop; their words are fit for exceptions and logs.
 */
record FailureFactory(String upstream, Call call, Redaction redaction, Clock clock) {

	private static final int MAX_DEPTH = 12;

	/** More of an upstream's words is not looked at. */
	private static final int MAX_WORDS = 8000;

	/** A failure that we found ourselves; the words are ours. */
	UpstreamException of(FailureKind kind, String words) {
		return new UpstreamException(this.upstream, kind, Details.because(words), null);
	}

	/** A failure that the upstream reported. */
	UpstreamException of(ErrorBody error) {
		FailureKind kind = kind(error);
		Integer status = (error.status() > 0) ? error.status() : null;
		Duration retryAfter = RetryHint.of(error, this.clock.instant());
		Details details = new Details(status, words(error), retryAfter, refusedModel(kind, error), List.of(),
				new ErrorCode(safe(error.code()), safe(error.errorType()), safe(error.param())));
		return new UpstreamException(this.upstream, kind, details, null);
	}

	/** Where words decide, those that the error quotes of the call do not count. */
	private FailureKind kind(ErrorBody error) {
		Dialect dialect = this.call.hop().upstream().dialect();
		FailureKind told = FailureClassifier.kindOf(error, dialect);
		if (told == FailureClassifier.kindOf(error.saying(""), dialect)) {
			return told;
		}
		String unquoted = this.redaction.unquoted(error.text(), this.call.request(), this.call.hop().targets());
		return FailureClassifier.kindOf(error.saying(unquoted), dialect);
	}

	/**
	 * Whatever ended a hop.
	 * @param failure what was signalled
	 * @param responded whether headers had come
	 */
	UpstreamException of(Throwable failure, boolean responded) {
		if (failure instanceof UpstreamException known) {
			return known;
		}
		if (failure instanceof ReportedException reported) {
			return of(reported.error());
		}
		FailureKind kind = TransportFailure.kindOf(failure);
		boolean broken = kind == FailureKind.RESET || kind == FailureKind.CONNECTION;
		return of(failure, (broken && responded) ? FailureKind.INCOMPLETE : kind);
	}

	/** A failure of the transport, in the words of its root cause. */
	UpstreamException of(Throwable failure, FailureKind kind) {
		Throwable root = Exceptions.unwrap(failure);
		for (int depth = 0; root.getCause() != null && depth < MAX_DEPTH; depth++) {
			root = root.getCause();
		}
		String words = (root.getMessage() != null) ? ": " + root.getMessage() : "";
		return of(kind, String.valueOf(safe(root.getClass().getSimpleName() + words)));
	}

	private @Nullable String words(ErrorBody error) {
		String said = error.message();
		List<String> reasons = error.reasons();
		return safe(reasons.isEmpty() ? said : "%s %s".formatted((said != null) ? said : "flagged", reasons));
	}

	private @Nullable String safe(@Nullable String words) {
		String some = (words != null && words.length() > MAX_WORDS) ? words.substring(0, MAX_WORDS) : words;
		return this.redaction.apply(some, this.call.request(), this.call.hop().targets());
	}

	private @Nullable String refusedModel(FailureKind kind, ErrorBody error) {
		String message = error.message();
		if (kind != FailureKind.INVALID_MODEL_ID || message == null) {
			return null;
		}
		int end = message.toLowerCase(Locale.ROOT).indexOf(" is not a valid model id");
		return (end > 0) ? message.substring(message.lastIndexOf(' ', end - 1) + 1, end).replaceAll("[`'\"]", "")
				: null;
	}

}
