package io.cascade;

/**
 * How an answer travels and what breaks it. Immutable; each {@code with} method returns a
 * copy.
 *
 * @param transport how a whole answer travels; a stream always streams
 * @param onBreak what happens to a stream that breaks after some of it was delivered; a
 * whole answer always restarts
 * @param onMalformedEvent what a malformed event does
 * @param reasoningIsContent whether thoughts count as content that commits to an answer;
 * if not, they are held back until content comes
 * @param minThroughput an answer that gives fewer characters a second than this, over the
 * length of the idle time-out, is given up like a silent one; 0 for none
 * @param announceServed whether a stream tells who answers before its first content, by
 * {@link CascadeChunk.Begin}
 * @param commitWindow how much of a stream is held back before any of it is delivered
 * @param wholeToolCalls whether calls of tools do not commit a stream to an answer: they
 * are held back until other content comes, or the end
 */
public record StreamRules(Transport transport, OnBreak onBreak, OnMalformedEvent onMalformedEvent,
		boolean reasoningIsContent, int minThroughput, boolean announceServed, CommitWindow commitWindow,
		boolean wholeToolCalls) {

	/**
	 * Streamed, a broken stream fails, malformed events are skipped, reasoning counts,
	 * who answers is told at the end, nothing is held back.
	 */
	public static final StreamRules DEFAULTS = new StreamRules(Transport.STREAMED, OnBreak.FAIL, OnMalformedEvent.SKIP,
			true, 0, false, CommitWindow.NONE);

	/**
	 * Rules by which calls of tools commit to an answer like all content.
	 * @param transport how a whole answer travels
	 * @param onBreak what happens to a stream that breaks
	 * @param onMalformedEvent what a malformed event does
	 * @param reasoningIsContent whether thoughts count as content
	 * @param minThroughput the least characters a second
	 * @param announceServed whether a stream tells who answers at its beginning
	 * @param commitWindow how much of a stream is held back
	 */
	public StreamRules(Transport transport, OnBreak onBreak, OnMalformedEvent onMalformedEvent,
			boolean reasoningIsContent, int minThroughput, boolean announceServed, CommitWindow commitWindow) {
		this(transport, onBreak, onMalformedEvent, reasoningIsContent, minThroughput, announceServed, commitWindow,
				false);
	}

	/**
	 * A copy with another transport.
	 * @param transport how a whole answer travels
	 * @return the copy
	 */
	public StreamRules withTransport(Transport transport) {
		return new StreamRules(transport, this.onBreak, this.onMalformedEvent, this.reasoningIsContent,
				this.minThroughput, this.announceServed, this.commitWindow, this.wholeToolCalls);
	}

	/**
	 * A copy with another rule for streams that break.
	 * @param rule what happens to such a stream
	 * @return the copy
	 */
	public StreamRules withOnBreak(OnBreak rule) {
		return new StreamRules(this.transport, rule, this.onMalformedEvent, this.reasoningIsContent, this.minThroughput,
				this.announceServed, this.commitWindow, this.wholeToolCalls);
	}

	/**
	 * A copy for whoever can't void what was delivered: text that is continued stays, any
	 * other stream that breaks fails.
	 * @return the copy
	 */
	public StreamRules withoutRestart() {
		return (this.onBreak == OnBreak.CONTINUE_OR_FAIL) ? this : withOnBreak(OnBreak.FAIL);
	}

	/**
	 * A copy with another rule for malformed events.
	 * @param rule what such an event does
	 * @return the copy
	 */
	public StreamRules withOnMalformedEvent(OnMalformedEvent rule) {
		return new StreamRules(this.transport, this.onBreak, rule, this.reasoningIsContent, this.minThroughput,
				this.announceServed, this.commitWindow, this.wholeToolCalls);
	}

	/**
	 * A copy with another rule for thoughts.
	 * @param content whether they count as content
	 * @return the copy
	 */
	public StreamRules withReasoningIsContent(boolean content) {
		return new StreamRules(this.transport, this.onBreak, this.onMalformedEvent, content, this.minThroughput,
				this.announceServed, this.commitWindow, this.wholeToolCalls);
	}

	/**
	 * A copy with another least throughput.
	 * @param charactersPerSecond at least 0; 0 for none
	 * @return the copy
	 */
	public StreamRules withMinThroughput(int charactersPerSecond) {
		return new StreamRules(this.transport, this.onBreak, this.onMalformedEvent, this.reasoningIsContent,
				charactersPerSecond, this.announceServed, this.commitWindow, this.wholeToolCalls);
	}

	/**
	 * A copy that tells who answers as soon as it is known, or only at the end.
	 * @param announced whether a stream has a {@link CascadeChunk.Begin} before its first
	 * content
	 * @return the copy
	 */
	public StreamRules withAnnounceServed(boolean announced) {
		return new StreamRules(this.transport, this.onBreak, this.onMalformedEvent, this.reasoningIsContent,
				this.minThroughput, announced, this.commitWindow, this.wholeToolCalls);
	}

	/**
	 * A copy with another commit window.
	 * @param window how much is held back, {@link CommitWindow#NONE} for nothing
	 * @return the copy
	 */
	public StreamRules withCommitWindow(CommitWindow window) {
		return new StreamRules(this.transport, this.onBreak, this.onMalformedEvent, this.reasoningIsContent,
				this.minThroughput, this.announceServed, window, this.wholeToolCalls);
	}

	/**
	 * A copy for whoever takes calls of tools only whole.
	 * @param whole whether they are held back
	 * @return the copy
	 */
	public StreamRules withWholeToolCalls(boolean whole) {
		return new StreamRules(this.transport, this.onBreak, this.onMalformedEvent, this.reasoningIsContent,
				this.minThroughput, this.announceServed, this.commitWindow, whole);
	}

	/**
	 * Checks the numbers.
	 * @throws IllegalArgumentException naming the one that is out of bounds
	 */
	public void check() {
		if (this.minThroughput < 0) {
			throw new IllegalArgumentException("'min-throughput' must be at least 0, not " + this.minThroughput);
		}
		this.commitWindow.check();
	}

	/**
	 * What happens to a stream that breaks after some of it was delivered.
	 */
	public enum OnBreak {

		/** It fails with an {@link IncompleteAnswerException}. */
		FAIL,

		/**
		 * What was delivered becomes void, with a {@link CascadeChunk.Restart}, and the
		 * next target answers from the beginning.
		 */
		RESTART,

		/**
		 * The next target continues the text that was delivered, if it is known to accept
		 * that; else the stream restarts.
		 */
		CONTINUE,

		/**
		 * The next target that is known to accept it continues the text that was
		 * delivered. Where none can, the stream fails with an
		 * {@link IncompleteAnswerException}; it never restarts.
		 */
		CONTINUE_OR_FAIL

	}

	/**
	 * What a malformed event does.
	 */
	public enum OnMalformedEvent {

		/** It is skipped and counted on the attempt. */
		SKIP,

		/** It fails the attempt. */
		FAIL

	}

}
