package io.cascade;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * No model answered. Nothing reached the caller.
 * <p>
 * The last failure is the cause, earlier ones are suppressed, and {@link #attempts()}
 * lists everything that was tried.
 */
public final class CascadeExhaustedException extends CascadeException {

	private final transient List<Attempt> attempts;

	private final @Nullable Instant retryAt;

	/**
	 * An exhausted call.
	 * @param attempts everything that was tried, oldest first
	 * @param failures the failures of the hops, oldest first, not empty
	 * @param retryAt the earliest instant at which trying again makes sense
	 */
	public CascadeExhaustedException(List<Attempt> attempts, List<? extends CascadeException> failures,
			@Nullable Instant retryAt) {
		super(message(attempts, last(failures)), last(failures), last(failures).kind(), last(failures).status());
		failures.stream().filter((failure) -> failure != getCause()).forEach(this::addSuppressed);
		this.attempts = List.copyOf(attempts);
		this.retryAt = retryAt;
	}

	private static String message(List<Attempt> attempts, CascadeException last) {
		return "No model answered: %s. Last: %s".formatted(Attempt.summary(attempts), last.getMessage());
	}

	private static CascadeException last(List<? extends CascadeException> failures) {
		return failures.get(failures.size() - 1);
	}

	@Override
	public List<Attempt> attempts() {
		return this.attempts;
	}

	/**
	 * The earliest instant at which trying again makes sense.
	 * @return the instant, or {@code null} if nobody said
	 */
	@Override
	public @Nullable Instant retryAt() {
		return this.retryAt;
	}

}
