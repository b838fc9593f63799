package io.cascade;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The answer broke after some of it had reached the caller.
 */
public final class IncompleteAnswerException extends CascadeException {

	private final transient CascadeResponse partial;

	/**
	 * A broken answer.
	 * @param partial what was received, with the attempts
	 * @param failure what broke it
	 */
	public IncompleteAnswerException(CascadeResponse partial, CascadeException failure) {
		super("The answer broke after %d characters: %s".formatted(partial.text().length(), failure.getMessage()),
				failure, failure.kind(), failure.status());
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
	 * @return the usage, or {@code null} where it did not say
	 */
	public @Nullable Usage usage() {
		return this.partial.usage();
	}

	@Override
	public List<Attempt> attempts() {
		return this.partial.attempts();
	}

}
