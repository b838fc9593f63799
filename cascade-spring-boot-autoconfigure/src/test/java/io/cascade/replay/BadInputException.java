package io.cascade.replay;

/**
 * An argument or a file that can't be used; the message says what is wrong and how to
 * mend it.
 */
final class BadInputException extends RuntimeException {

	@SuppressWarnings("AnnotateFormatMethod")
	BadInputException(String message, Object... details) {
		super(message.formatted(details));
	}

}
