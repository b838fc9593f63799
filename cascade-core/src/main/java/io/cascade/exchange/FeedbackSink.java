package io.cascade.exchange;

import io.cascade.CascadeResponse;

/**
 * Takes what the application found out about answers. Thread-safe; does not block.
 */
@FunctionalInterface
public interface FeedbackSink {

	/** Takes nothing. */
	FeedbackSink NONE = (generationId, accepted) -> false;

	/**
	 * Takes note of how good an answer was.
	 * @param generationId the {@link CascadeResponse#generationId() id} of the answer
	 * @param accepted whether it was good enough
	 * @return {@code false} if the answer is not known here any more
	 */
	boolean feedback(String generationId, boolean accepted);

}
