package io.cascade;

import java.util.Locale;

/**
 * How a call ended.
 */
public enum CallOutcome {

	/** The caller got a complete answer. */
	ANSWERED,

	/** The caller got an error. */
	LOST,

	/** The caller cancelled. */
	CANCELLED;

	/**
	 * The name used in metrics and messages.
	 * @return the lower-case name
	 */
	public String id() {
		return name().toLowerCase(Locale.ROOT);
	}

}
