package io.cascade.openrouter;

import org.springframework.core.io.buffer.DataBuffer;

/**
 * Splits the bytes of a body into events. Not thread-safe.
 */
interface BodyDecoder {

	/** Takes in the readable bytes of a buffer and hands out the events they complete. */
	void decode(DataBuffer buffer);

	/** No more bytes come. */
	void complete();

	/** Whether another event is to be expected behind what was decoded. */
	default boolean goesOn() {
		return false;
	}

	/**
	 * Takes the data of an event.
	 */
	@FunctionalInterface
	interface EventHandler {

		/** The name of an event that has none. */
		String NAMELESS = "";

		/** The data is what lies between start (inclusive) and end (exclusive). */
		void event(byte[] bytes, int start, int end, String name);

	}

	/**
	 * An event exceeds the configured size.
	 */
	final class EventTooLargeException extends RuntimeException {

		EventTooLargeException() {
			super("the event is too large", null, false, false);
		}

	}

}
