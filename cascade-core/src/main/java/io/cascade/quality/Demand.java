package io.cascade.quality;

/**
 * What a schema is for.
 */
enum Demand {

	/** To ask with, as strict modes want it: every property is required, no bounds. */
	SENT,

	/** For the arguments of a tool: what may be missing is not required, no bounds. */
	ARGUMENTS,

	/**
	 * To validate with: what may be missing is not required, what can't be read fails.
	 */
	ACCEPTED;

	boolean wantsAll() {
		return this == SENT;
	}

	boolean hasBounds() {
		return this == ACCEPTED;
	}

}
