package io.cascade.test;

/**
 * How the usage arrives at the end of a stream.
 */
public enum UsageShape {

	/** A chunk with an empty list of choices. */
	NO_CHOICES,

	/** A chunk with one empty choice and no finish reason. */
	EMPTY_CHOICE,

	/** A chunk with one choice that repeats the finish reason, the newest shape. */
	FINISH_REASON_REPEATED

}
