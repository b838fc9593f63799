package io.cascade;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A call as the application's own code sees it: what is asked, of whom, and what happened
 * so far. It changes nothing and is thread-safe.
 *
 * @see CascadeListener
 * @see FallbackInterceptor
 */
public interface CallView {

	/**
	 * Tells calls apart.
	 * @return an object that is equal to that of the same call only
	 */
	Object id();

	/**
	 * What is asked.
	 * @return the request, with the tags of the caller's context
	 */
	CascadeRequest request();

	/**
	 * Who is asked.
	 * @return the name of the chain
	 */
	String chainName();

	/**
	 * Who may be asked.
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
	 * @return whether the caller sees it as it comes
	 */
	boolean streamed();

	/**
	 * The attempts that ended so far.
	 * @return an immutable copy, oldest first
	 */
	List<Attempt> attempts();

	/**
	 * Who was tried first.
	 * @return the {@link Target#id() id} of the target, {@code null} before an attempt
	 * ended
	 */
	@Nullable String firstTarget();

	/**
	 * Who was not asked, and why.
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
