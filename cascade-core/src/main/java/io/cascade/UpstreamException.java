package io.cascade;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;

import io.cascade.exchange.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * The failure of one hop, as {@link Exchange} stages see it. Callers get it as the cause
 * of a {@link CascadeExhaustedException} or {@link IncompleteAnswerException}. It has no
 * stack trace: there is one for each attempt that fails, made by an event loop that knows
 * nothing of who called.
 */
public final class UpstreamException extends CascadeException {

	private final String upstream;

	private final Details details;

	/**
	 * A failure of a hop.
	 * @param upstream the name of the upstream
	 * @param kind what went wrong
	 * @param details what is known of it
	 * @param cause the exception behind it, free of keys and prompts
	 */
	public UpstreamException(String upstream, FailureKind kind, Details details, @Nullable Throwable cause) {
		super(message(upstream, kind, details), cause, kind, details.status(), false);
		this.upstream = upstream;
		this.details = details;
	}

	private static String message(String upstream, FailureKind kind, Details details) {
		StringBuilder message = new StringBuilder(upstream).append(": ").append(kind.id());
		if (details.status() != null) {
			message.append(" (").append(details.status()).append(')');
		}
		if (details.reason() != null) {
			message.append(", ").append(details.reason());
		}
		return message.toString();
	}

	/**
	 * The name of the upstream.
	 * @return the name
	 */
	public String upstream() {
		return this.upstream;
	}

	/**
	 * What is known of the failure.
	 * @return the details
	 */
	public Details details() {
		return this.details;
	}

	/**
	 * The same failure with other details.
	 * @param other the details
	 * @return the copy
	 */
	public UpstreamException with(Details other) {
		return new UpstreamException(this.upstream, kind(), other, getCause());
	}

	@Override
	public List<Attempt> attempts() {
		return this.details.attempts();
	}

	/**
	 * What is known of a failure; what is not is {@code null}.
	 *
	 * @param status the HTTP status, or the one inside a 200
	 * @param reason the upstream's own words, shortened, without keys and prompts
	 * @param retryAfter how long the upstream demanded to wait
	 * @param refusedModel the slug that made OpenRouter refuse the whole request
	 * @param attempts the attempts of the hop
	 * @param error the words of the error that are meant for programs
	 */
	public record Details(@Nullable Integer status, @Nullable String reason, @Nullable Duration retryAfter,
			@Nullable String refusedModel, List<Attempt> attempts, ErrorCode error) implements Serializable {

		/** Keeps copies. */
		public Details {
			attempts = List.copyOf(attempts);
		}

		/** Nothing is known. */
		public static final Details NONE = new Details(null, null, null, null, List.of());

		/**
		 * Details without a code.
		 * @param status the HTTP status, or the one inside a 200
		 * @param reason the upstream's own words
		 * @param retryAfter how long the upstream demanded to wait
		 * @param refusedModel the slug that made OpenRouter refuse the whole request
		 * @param attempts the attempts of the hop
		 */
		public Details(@Nullable Integer status, @Nullable String reason, @Nullable Duration retryAfter,
				@Nullable String refusedModel, List<Attempt> attempts) {
			this(status, reason, retryAfter, refusedModel, attempts, ErrorCode.NONE);
		}

		/**
		 * Only the words are known.
		 * @param reason the words
		 * @return the details
		 */
		public static Details because(String reason) {
			return new Details(null, reason, null, null, List.of());
		}

		/**
		 * A copy with the attempts of the hop.
		 * @param attempts the attempts
		 * @return the copy
		 */
		public Details withAttempts(List<Attempt> attempts) {
			return new Details(this.status, this.reason, this.retryAfter, this.refusedModel, attempts, this.error);
		}

	}

	/**
	 * The machine-readable part of an upstream's error, shortened, without keys and
	 * prompts.
	 *
	 * @param code the code, such as {@code context_length_exceeded}
	 * @param type the type, such as {@code invalid_request_error}
	 * @param param the field of the request that is meant
	 */
	public record ErrorCode(@Nullable String code, @Nullable String type,
			@Nullable String param) implements Serializable {

		/** Nothing was reported. */
		public static final ErrorCode NONE = new ErrorCode(null, null, null);

	}

}
