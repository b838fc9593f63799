package io.cascade.exchange;

/**
 * Puts an exchange of the application around those that choose models and ask them. It
 * stands below the observation of the call and below its deadline, so what it does is
 * observed and bounded like the rest of the call. Beans of this type are applied once, at
 * start; what the first of them in their order makes is the outermost.
 * <p>
 * What it makes performs every call: whole answers, streams, values, each round of tools,
 * judges and live checks. It may leave a call alone, change what is asked or answered, or
 * answer without asking anybody, as long as its last piece is an
 * {@link io.cascade.CascadeChunk.End}. Exceptions that it throws or signals are the
 * call's; errors are wrapped in a {@link io.cascade.CallbackException}.
 * {@link io.cascade.CascadeOperations#explain Plans} do not show it.
 */
@FunctionalInterface
public interface ExchangeCustomizer {

	/**
	 * Puts an exchange around another one.
	 * @param exchange performs calls
	 * @return performs them from now on; the same exchange to change nothing
	 */
	Exchange customize(Exchange exchange);

}
