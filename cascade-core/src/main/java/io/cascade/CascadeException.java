package io.cascade;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A call that gave no complete answer. Neither its message nor its causes contain keys or
 * prompts.
 */
public abstract class CascadeException extends RuntimeException {

	private final FailureKind kind;

	private final @Nullable Integer status;

	CascadeException(String message, @Nullable Throwable cause, FailureKind kind, @Nullable Integer status) {
		this(message, cause, kind, status, true);
	}

	CascadeException(String message, @Nullable Throwable cause, FailureKind kind, @Nullable Integer status,
			boolean traced) {
		super(message, cause, true, traced);
		this.kind = kind;
		this.status = status;
	}

	/**
	 * What went wrong; of several failures, the last one.
	 * @return the kind
	 */
	public FailureKind kind() {
		return this.kind;
	}

	/**
	 * The HTTP status of the failure; of several failures, the last one's.
	 * @return the status, or {@code null} where there was none
	 */
	public @Nullable Integer status() {
		return this.status;
	}

	/**
	 * The earliest instant at which trying again makes sense.
	 * @return the instant, or {@code null} if unknown
	 */
	public @Nullable Instant retryAt() {
		return null;
	}

	/**
	 * What the attempts cost, although there is no answer.
	 * @return the sum, and how many costs are unknown
	 */
	public Spend spend() {
		return Spend.of(attempts());
	}

	/**
	 * The targets that were left out, and why: no money, no window, a cooldown.
	 * @return an immutable list, empty if all were tried, or could have been
	 */
	public List<LeftOut> leftOut() {
		return List.of();
	}

	/**
	 * Everything that was tried.
	 * @return an immutable list, oldest first; empty if nothing was sent
	 */
	public List<Attempt> attempts() {
		return List.of();
	}

}
