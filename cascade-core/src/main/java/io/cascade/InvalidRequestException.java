package io.cascade;

import java.util.function.Supplier;

/**
 * A request that can't be made; nothing was sent. It is the fault of whoever wrote the
 * {@linkplain #isOfPrompt() prompt}, or of the program.
 */
public final class InvalidRequestException extends IllegalArgumentException {

	private final FailureKind kind;

	private final boolean ofPrompt;

	private InvalidRequestException(String message, FailureKind kind, boolean ofPrompt) {
		super(message);
		this.kind = kind;
		this.ofPrompt = ofPrompt;
	}

	static InvalidRequestException emptyPrompt(String message) {
		return new InvalidRequestException(message, FailureKind.INVALID_REQUEST, true);
	}

	static InvalidRequestException longPrompt(String message) {
		return new InvalidRequestException(message, FailureKind.CONTEXT_LENGTH, true);
	}

	static InvalidRequestException ofProgram(String message) {
		return new InvalidRequestException(message, FailureKind.INVALID_REQUEST, false);
	}

	/**
	 * A fault of the program.
	 * @param cause what is wrong
	 * @return the exception
	 */
	public static InvalidRequestException ofProgram(IllegalArgumentException cause) {
		InvalidRequestException same = ofProgram(String.valueOf(cause.getMessage()));
		same.initCause(cause);
		return same;
	}

	/**
	 * One form for whatever is wrong with a request.
	 * @param checked looks at the request
	 * @param <T> what is made of it
	 * @return what was made of it
	 */
	public static <T> T told(Supplier<T> checked) {
		try {
			return checked.get();
		}
		catch (InvalidRequestException ex) {
			throw ex;
		}
		catch (IllegalArgumentException ex) {
			throw ofProgram(ex);
		}
	}

	/**
	 * The kind of failure that a model would have reported.
	 * @return {@link FailureKind#CONTEXT_LENGTH} for a prompt that is too long, else
	 * {@link FailureKind#INVALID_REQUEST}
	 */
	public FailureKind kind() {
		return this.kind;
	}

	/**
	 * Whether the user's message is at fault: it is empty, or the conversation is too
	 * long. Everything else, such as a chain that is not there, is the program's.
	 * @return {@code true} if another prompt could be sent
	 */
	public boolean isOfPrompt() {
		return this.ofPrompt;
	}

}
