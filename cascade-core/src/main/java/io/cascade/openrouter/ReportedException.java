package io.cascade.openrouter;

/**
 * An error inside an answer, of which only the place was found: what it means, and what
 * of it may be told, is looked for elsewhere, since that takes the longer, the longer the
 * error and the prompt are.
 */
final class ReportedException extends RuntimeException {

	private final transient ErrorBody error;

	private final int size;

	ReportedException(ErrorBody error, int size) {
		super("the answer is an error", null, false, false);
		this.error = error;
		this.size = size;
	}

	/** How many bytes the error has. */
	int size() {
		return this.size;
	}

	ErrorBody error() {
		return this.error;
	}

}
