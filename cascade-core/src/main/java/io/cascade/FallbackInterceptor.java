package io.cascade;

/**
 * May end a call that would otherwise go on to the next target. Must not block; if it
 * throws, the call ends.
 */
@FunctionalInterface
public interface FallbackInterceptor {

	/**
	 * Decides whether to go on.
	 * @param call the call
	 * @param failure what the last hop ended with
	 * @return {@code false} to surface the failure
	 */
	boolean mayContinue(CallView call, CascadeException failure);

}
