package io.cascade;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * No model of the chain could be asked; nothing was sent.
 */
public final class NoCandidateException extends CascadeException {

	private final List<LeftOut> leftOut;

	/**
	 * A call without a candidate.
	 * @param chain the name of the chain
	 * @param leftOut every target with the reason why it was left out
	 */
	public NoCandidateException(String chain, List<LeftOut> leftOut) {
		super("No model of chain '%s' is available: %s".formatted(chain, describe(leftOut)), null,
				FailureKind.NO_CANDIDATE, null);
		this.leftOut = List.copyOf(leftOut);
	}

	private static String describe(List<LeftOut> leftOut) {
		return leftOut.isEmpty() ? "it has none"
				: leftOut.stream().map(LeftOut::toString).collect(Collectors.joining(", "));
	}

	@Override
	public List<LeftOut> leftOut() {
		return this.leftOut;
	}

	/**
	 * When the first target is available again.
	 * @return the instant, or {@code null} if unknown
	 */
	@Override
	public @Nullable Instant retryAt() {
		return this.leftOut.stream().map(LeftOut::until).filter(Objects::nonNull).min(Instant::compareTo).orElse(null);
	}

}
