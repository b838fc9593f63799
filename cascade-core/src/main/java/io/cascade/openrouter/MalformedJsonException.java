package io.cascade.openrouter;

/**
 * Bytes that are not the JSON they should be.
 */
final class MalformedJsonException extends RuntimeException {

	private final boolean hidesContent;

	MalformedJsonException() {
		this(true);
	}

	/** Whether the bytes are damaged, so that there may be content in them. */
	MalformedJsonException(boolean hidesContent) {
		super("JSON ends too early", null, false, false);
		this.hidesContent = hidesContent;
	}

	boolean mayHideContent() {
		return this.hidesContent;
	}

}
