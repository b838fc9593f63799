package io.cascade.openrouter;

import io.cascade.openrouter.AnswerState.Completeness;
import io.cascade.openrouter.AnswerState.Sign;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what each document of an answer says and moves its {@link AnswerState state}.
 * Not thread-safe.
 */
final class Completion {

	private AnswerState state = AnswerState.SILENT;

	private boolean content;

	private boolean reason;

	private boolean error;

	private boolean message;

	private boolean first;

	AnswerState state() {
		return this.state;
	}

	boolean isComplete() {
		return this.state.completeness() == Completeness.COMPLETE;
	}

	void content() {
		this.content = true;
	}

	/**
	 * After thoughts alone no finish reason is believed, so the first words take it back.
	 */
	void firstWords() {
		this.first = true;
	}

	void reason() {
		this.reason = true;
	}

	void error() {
		this.error = true;
	}

	/**
	 * The document holds a message as a whole, so its own end may be that of the answer.
	 */
	void message() {
		this.message |= this.state == AnswerState.SILENT;
	}

	/** The end of a document: moves by what it said, if it said anything. */
	void document() {
		Sign sign = sign();
		if (this.first && this.state == AnswerState.ENDED) {
			on(Sign.CONTENT);
		}
		if (sign != null) {
			on(sign);
		}
		forget();
	}

	private @Nullable Sign sign() {
		if (this.error) {
			return Sign.ERROR;
		}
		if (this.reason) {
			return this.content ? Sign.LAST : Sign.REASON;
		}
		if (this.message) {
			return Sign.MESSAGE;
		}
		return this.content ? Sign.CONTENT : null;
	}

	void on(Sign sign) {
		this.state = this.state.on(sign);
	}

	Mark mark() {
		return new Mark(this.state, this.content, this.reason, this.error, this.message, this.first);
	}

	/** As it was before something that turned out to be unreadable, or not ours. */
	void backTo(Mark mark) {
		this.state = mark.state();
		this.content = mark.content();
		this.reason = mark.reason();
		this.error = mark.error();
		this.message = mark.message();
		this.first = mark.first();
	}

	/** Without the content that came since. */
	void withoutContent(Mark mark) {
		this.content = mark.content();
		this.message = mark.message();
		this.first = mark.first();
	}

	private void forget() {
		this.content = false;
		this.reason = false;
		this.error = false;
		this.message = false;
		this.first = false;
	}

	/**
	 * What was known at some point of a document.
	 *
	 * @param state the state before the document
	 * @param content whether the document holds content so far
	 * @param reason whether it holds a finish reason
	 * @param error whether it holds an error
	 * @param message whether it holds a message as a whole
	 * @param first whether it holds the first words of the answer
	 */
	record Mark(AnswerState state, boolean content, boolean reason, boolean error, boolean message, boolean first) {

	}

}
