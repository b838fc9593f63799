package io.cascade;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A call as the application's own code sees it: its request, its targets, and what
 * happened so far. It changes nothing and is thread-safe.
 *
 * @see CascadeListener
 * @see FallbackInterceptor
 */
public interface CallView {

	/**
	 * Identifies the call.
	 * @return an object that is equal to that of the same call only
	 */
	Object id();

	/**
	 * The request.
	 * @return the request, with the tags of the caller's context
	 */
	CascadeRequest request();

	/**
	 * The chain of the call.
	 * @return the name of the chain
	 */
	String chainName();

	/**
	 * What is asked of the models, in the words of OpenTelemetry.
	 * @return {@code chat} or {@code embeddings}
	 */
	String operation();

	/**
	 * The targets that may be used.
	 * @return the targets of the chain, as the request has it
	 */
	List<Target> targets();

	/**
	 * How the call behaves.
	 * @return the chain's settings, adjusted by the request
	 */
	CallSettings settings();

	/**
	 * How the answer is handed out.
	 * @return whether the caller receives it as it comes
	 */
	boolean streamed();

	/**
	 * The attempts that ended so far.
	 * @return an immutable copy, oldest first
	 */
	List<Attempt> attempts();

	/**
	 * The target that was tried first.
	 * @return the {@link Target#id() id} of the target, {@code null} before an attempt
	 * ended
	 */
	@Nullable String firstTarget();

	/**
	 * The targets that were left out, and why.
	 * @return an immutable list
	 */
	List<LeftOut> leftOut();

	/**
	 * How many HTTP requests were sent so far, retries and hedges included.
	 * @return the number
	 */
	int requests();

	/**
	 * Why an HTTP request was sent.
	 * @param hop the {@link Attempt#hop() hop} of an attempt
	 * @return the cause
	 */
	Hop.Cause cause(int hop);

}
