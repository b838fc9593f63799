package io.cascade;

/**
 * How a call ended.
 */
public enum CallOutcome implements KebabCase {

	/** The caller got a complete answer. */
	ANSWERED,

	/** The caller got an error. */
	LOST,

	/** The caller cancelled. */
	CANCELLED

}
