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
	 * @param call the call, with what the caller has received
	 * @param failure what broke it
	 * @return the exception
	 */
	public static IncompleteAnswerException of(Call call, CascadeException failure) {
		List<Attempt> attempts = call.journal().attempts();
		CascadeChunk.End end = end(call, attempts).withLeftOut(call.journal().leftOut());
		return new IncompleteAnswerException(call.journal().received().partial(end), failure);
	}

	private static CascadeChunk.End end(Call call, List<Attempt> attempts) {
		for (int i = attempts.size() - 1; i >= 0; i--) {
			Attempt last = attempts.get(i);
			if (last.outcome() != Attempt.Outcome.FAILED) {
				CascadeChunk.Served served = new CascadeChunk.Served(last.upstream(), last.model(), null,
						last.provider(), last.generationId(), null);
				return new CascadeChunk.End(served, null, last.usage(), last.cost(), attempts,
						CascadeChunk.Extras.NONE);
			}
		}
		Target first = call.chain().targets().get(0);
		CascadeChunk.Served unknown = new CascadeChunk.Served(first.upstream().name(), first.model(), null, null, null,
				null);
		return new CascadeChunk.End(unknown, null, null, Cost.UNKNOWN, attempts, CascadeChunk.Extras.NONE);
	}

	private IncompleteAnswerException(CascadeResponse partial, CascadeException failure) {
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
	 * @return the usage, or {@code null} where it did not say
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
