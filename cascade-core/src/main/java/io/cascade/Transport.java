package io.cascade;

/**
 * How a whole answer travels from the upstream.
 */
public enum Transport {

	/**
	 * In pieces: a stall or a cut is seen when it happens, and cancelling ends the
	 * generation where the provider supports it.
	 */
	STREAMED,

	/** At once, for what needs it, such as response healing. */
	BUFFERED

}
