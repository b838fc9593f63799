package io.cascade;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The answer broke after some of it had reached the caller.
 */
public final class IncompleteAnswerException extends CascadeException {

	private final CascadeResponse partial;

	/**
	 * The answer of a call that broke.
	 * @param partial what the caller has received
	 * @param failure what broke it
	 */
	public IncompleteAnswerException(CascadeResponse partial, CascadeException failure) {
		super("The answer broke after %s: %s".formatted(Counted.of(partial.text().length(), "character"),
				failure.getMessage()), failure, failure.kind(), failure.status());
		this.partial = partial;
	}

	/**
	 * What was received before it broke. A tool call in it may be incomplete and is left
	 * out.
	 * @return the partial answer, without a finish reason
	 */
	public CascadeResponse partial() {
		return this.partial;
	}

	/**
	 * The text that was received.
	 * @return the text, may be empty
	 */
	public String partialText() {
		return this.partial.text();
	}

	/**
	 * Tokens as far as the upstream had counted them.
	 * @return the usage, or {@code null} where it reports none
	 */
	public @Nullable Usage usage() {
		return this.partial.usage();
	}

	@Override
	public List<LeftOut> leftOut() {
		return this.partial.leftOut();
	}

	@Override
	public List<Attempt> attempts() {
		return this.partial.attempts();
	}

}
