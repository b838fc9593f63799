package io.cascade;

/**
 * How a whole answer travels from the upstream.
 */
public enum Transport {

	/**
	 * As a stream: a stall or a cut is noticed when it happens, and cancelling ends the
	 * generation where the provider supports it.
	 */
	STREAMED,

	/** In one piece, for features that need it, such as response healing. */
	BUFFERED

}
