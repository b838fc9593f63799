package io.cascade.openrouter;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

import io.cascade.KebabCase;

/**
 * Has an answer ended, and well? A finish reason is believed only while nothing follows
 * it, and an answer with a hole is never whole.
 * <p>
 * {@code docs/streams.md} shows the table of transitions.
 */
enum AnswerState implements KebabCase {

	/** Nothing was said yet. */
	SILENT(Completeness.INCOMPLETE),

	/** The answer goes on. */
	OPEN(Completeness.INCOMPLETE),

	/** A whole message without a finish reason is the body so far. */
	MESSAGE(Completeness.CLOSED),

	/** A finish reason came, and nothing after it. */
	ENDED(Completeness.COMPLETE),

	/** A finish reason stands on each piece, so it means nothing. */
	DOUBTED(Completeness.INCOMPLETE),

	/** Something unreadable followed the finish reason. */
	BLURRED(Completeness.COMPLETE),

	/** {@code [DONE]} came: what follows is not read. */
	DONE(Completeness.COMPLETE),

	/** A piece may have been lost. */
	BROKEN(Completeness.INCOMPLETE),

	/** The upstream told of an error. */
	FAILED(Completeness.FAILED);

	static {
		SILENT.goesTo(OPEN, MESSAGE, ENDED, ENDED, BROKEN, FAILED, DONE, DONE);
		OPEN.goesTo(OPEN, OPEN, ENDED, ENDED, BROKEN, FAILED, DONE, BROKEN);
		MESSAGE.goesTo(OPEN, OPEN, ENDED, ENDED, BROKEN, FAILED, DONE, BROKEN);
		ENDED.goesTo(OPEN, OPEN, DOUBTED, ENDED, BLURRED, FAILED, DONE, DONE);
		DOUBTED.goesTo(OPEN, OPEN, DOUBTED, ENDED, BROKEN, FAILED, DONE, DONE);
		BLURRED.goesTo(BROKEN, BROKEN, BROKEN, BROKEN, BLURRED, FAILED, DONE, DONE);
		DONE.goesTo(DONE, DONE, DONE, DONE, DONE, DONE, DONE, DONE);
		BROKEN.goesTo(BROKEN, BROKEN, BROKEN, BROKEN, BROKEN, FAILED, BROKEN, BROKEN);
		FAILED.goesTo(FAILED, FAILED, FAILED, FAILED, FAILED, FAILED, FAILED, FAILED);
	}

	private final Completeness completeness;

	private final Map<Sign, AnswerState> next = new EnumMap<>(Sign.class);

	AnswerState(Completeness verdict) {
		this.completeness = verdict;
	}

	/** The states behind each sign, in the order of the signs. */
	private void goesTo(AnswerState... states) {
		Sign[] signs = Sign.values();
		for (int i = 0; i < signs.length; i++) {
			this.next.put(signs[i], states[i]);
		}
	}

	AnswerState on(Sign sign) {
		return Objects.requireNonNull(this.next.get(sign));
	}

	/** What the answer is worth if nothing more comes. */
	Completeness completeness() {
		return this.completeness;
	}

	/**
	 * What an event says.
	 */
	enum Sign {

		/** Content, and no finish reason. */
		CONTENT("content"),

		/** A whole message without a finish reason, in a body that is no stream. */
		MESSAGE("a whole message without a finish reason"),

		/** Content and a finish reason. */
		LAST("content with a finish reason"),

		/** A finish reason without content. */
		REASON("a finish reason alone"),

		/** Something unreadable that may have been content. */
		HOLE("an unreadable event"),

		/** An error. */
		ERROR("an error"),

		/** {@code [DONE]}. */
		MARKER("`[DONE]`"),

		/** {@code [DONE]} where a finish reason is to be expected and none was told. */
		BARE_MARKER("`[DONE]` without an expected finish reason");

		private final String words;

		Sign(String words) {
			this.words = words;
		}

		String words() {
			return this.words;
		}

	}

	/**
	 * What an answer is worth.
	 */
	enum Completeness {

		/** It is whole. */
		COMPLETE,

		/** It is whole if the connection is closed as it should be, and not before. */
		CLOSED,

		/** Nobody knows what is missing. */
		INCOMPLETE,

		/** The upstream says what is wrong. */
		FAILED

	}

}
