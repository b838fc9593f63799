package io.cascade.pricing;

import io.cascade.CascadeRequest;

/**
 * Counts the tokens of a prompt. A bean of this type replaces the one of the library.
 * Counts on the thread of the call, at most once for each, and only where something
 * depends on it: implementations must be quick, must not block, and must be thread-safe.
 */
@FunctionalInterface
public interface TokenCounter {

	/**
	 * Counts the messages and the tools of a request.
	 * @param request the request
	 * @return the number, or bounds of it
	 */
	PromptTokens count(CascadeRequest request);

}
