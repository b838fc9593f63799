package io.cascade;

/**
 * Code of the application failed in a call, and nothing could stand in for what it should
 * have done. The cause is what it threw. The message names classes only, since the words
 * of such a failure may quote prompts.
 */
public final class CallbackException extends IllegalStateException {

	/**
	 * A failure of the application's code.
	 * @param message names classes only
	 * @param cause what the code threw
	 */
	public CallbackException(String message, Throwable cause) {
		super(message, cause);
	}

	/**
	 * What the code threw.
	 * @param failure a failure, wrapped or not
	 * @return the cause of one that is wrapped, else the failure itself
	 */
	public static Throwable unwrap(Throwable failure) {
		Throwable cause = (failure instanceof CallbackException) ? failure.getCause() : null;
		return (cause != null) ? cause : failure;
	}

}
