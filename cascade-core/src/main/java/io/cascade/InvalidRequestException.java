package io.cascade;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * A request that can't be made; nothing was sent. It is the fault of whoever wrote the
 * {@linkplain #isOfPrompt() prompt}, or of the program.
 */
public final class InvalidRequestException extends IllegalArgumentException {

	private static final long serialVersionUID = 1L;

	private final FailureKind kind;

	private final Subject subject;

	private final @Nullable String param;

	private InvalidRequestException(String message, FailureKind kind, Subject subject, @Nullable String param) {
		super(message);
		this.kind = kind;
		this.subject = subject;
		this.param = param;
	}

	static InvalidRequestException emptyPrompt(String param, String message) {
		return new InvalidRequestException(message, FailureKind.INVALID_REQUEST, Subject.PROMPT, param);
	}

	static InvalidRequestException longPrompt(String message) {
		return new InvalidRequestException(message, FailureKind.CONTEXT_LENGTH, Subject.PROMPT, "messages");
	}

	static InvalidRequestException ofProgram(String message) {
		return about(Subject.REQUEST, message);
	}

	/**
	 * Something is wrong that is no field of a request body.
	 * @param subject what it is about
	 * @param message what is wrong, and how to mend it
	 * @return the exception
	 */
	public static InvalidRequestException about(Subject subject, String message) {
		return new InvalidRequestException(message, FailureKind.INVALID_REQUEST, subject, null);
	}

	/**
	 * A field of a request body is wrong.
	 * @param param the {@link #param() path} of the field
	 * @param message what is wrong, and how to mend it
	 * @return the exception
	 */
	public static InvalidRequestException inField(String param, String message) {
		return new InvalidRequestException(message, FailureKind.INVALID_REQUEST, Subject.REQUEST, param);
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
	 * What is at fault.
	 * @return the subject
	 */
	public Subject subject() {
		return this.subject;
	}

	/**
	 * The field that is wrong, by its names in the body of a request for chat
	 * completions.
	 * @return a path such as {@code messages[2].content[0].type}, {@code null} where no
	 * field is known
	 */
	public @Nullable String param() {
		return this.param;
	}

	/**
	 * Whether the user's message is at fault: it is empty, or the conversation is too
	 * long. Everything else, such as a chain that is not there, is the program's.
	 * @return {@code true} if another prompt could be sent
	 */
	public boolean isOfPrompt() {
		return this.subject == Subject.PROMPT;
	}

	/**
	 * What a request that can't be made is wrong about.
	 */
	public enum Subject implements KebabCase {

		/** What the user wrote: it is empty, or too long. */
		PROMPT,

		/** The chain that is named is not there, or none is named. */
		CHAIN,

		/** A model that is named must not be used. */
		MODEL,

		/** Anything else, such as the value of a parameter. */
		REQUEST

	}

}
