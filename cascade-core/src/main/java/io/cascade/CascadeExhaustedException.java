package io.cascade;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * No model answered. Nothing reached the caller.
 * <p>
 * The last failure is the cause, earlier ones are suppressed, and {@link #attempts()}
 * lists everything that was tried.
 */
public final class CascadeExhaustedException extends CascadeException {

	private final List<Attempt> attempts;

	private final @Nullable Instant retryAt;

	private final List<LeftOut> leftOut;

	private final @Nullable CascadeResponse bestAnswer;

	/**
	 * An exhausted call.
	 * @param attempts everything that was tried, oldest first
	 * @param failures the failures of the hops, oldest first, not empty
	 * @param retryAt the earliest instant at which trying again makes sense
	 */
	public CascadeExhaustedException(List<Attempt> attempts, List<? extends CascadeException> failures,
			@Nullable Instant retryAt) {
		this(attempts, failures, retryAt, List.of(), null);
	}

	/**
	 * An exhausted call that left targets out.
	 * @param attempts everything that was tried, oldest first
	 * @param failures the failures of the hops, oldest first, not empty
	 * @param retryAt the earliest instant at which trying again makes sense
	 * @param leftOut the targets that were left out, and why
	 * @param bestAnswer the best answer that no gate accepted, {@code null} if there is
	 * none
	 */
	public CascadeExhaustedException(List<Attempt> attempts, List<? extends CascadeException> failures,
			@Nullable Instant retryAt, List<LeftOut> leftOut, @Nullable CascadeResponse bestAnswer) {
		super(message(attempts, last(failures), leftOut), last(failures), last(failures).kind(),
				last(failures).status());
		failures.stream().filter(this::isNotTheCause).forEach(this::addSuppressed);
		this.attempts = List.copyOf(attempts);
		this.retryAt = retryAt;
		this.leftOut = List.copyOf(leftOut);
		this.bestAnswer = bestAnswer;
	}

	private static String message(List<Attempt> attempts, CascadeException last, List<LeftOut> leftOut) {
		String others = leftOut.isEmpty() ? ""
				: ". Left out: " + leftOut.stream().map(LeftOut::toString).collect(Collectors.joining(", "));
		boolean told = !attempts.isEmpty() && attempts.get(attempts.size() - 1).kind() == last.kind();
		return "No model answered: %s%s%s".formatted(Attempt.summary(attempts),
				told ? "" : ". Last: " + last.getMessage(), others);
	}

	@SuppressWarnings("ReferenceEquality")
	private boolean isNotTheCause(CascadeException failure) {
		return failure != getCause();
	}

	private static CascadeException last(List<? extends CascadeException> failures) {
		return failures.get(failures.size() - 1);
	}

	@Override
	public List<LeftOut> leftOut() {
		return this.leftOut;
	}

	/**
	 * The best answer, although no gate accepted it.
	 * @return the answer, {@code null} if none was rejected
	 */
	public @Nullable CascadeResponse bestAnswer() {
		return this.bestAnswer;
	}

	@Override
	public List<Attempt> attempts() {
		return this.attempts;
	}

	/**
	 * The earliest instant at which trying again makes sense.
	 * @return the instant, or {@code null} if unknown
	 */
	@Override
	public @Nullable Instant retryAt() {
		return this.retryAt;
	}

}
