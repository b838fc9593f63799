package io.cascade;

/**
 * How an answer travels and what breaks it. Immutable; each {@code with} method returns a
 * copy.
 *
 * @param transport how a whole answer travels; a stream always streams
 * @param onMalformedEvent what a malformed event does
 * @param reasoningIsContent whether thoughts count as content that commits to an answer
 */
public record StreamRules(Transport transport, OnMalformedEvent onMalformedEvent, boolean reasoningIsContent) {

	/** Streamed, malformed events are skipped, reasoning is content. */
	public static final StreamRules DEFAULTS = new StreamRules(Transport.STREAMED, OnMalformedEvent.SKIP, true);

	/**
	 * A copy with another transport.
	 * @param transport how a whole answer travels
	 * @return the copy
	 */
	public StreamRules withTransport(Transport transport) {
		return new StreamRules(transport, this.onMalformedEvent, this.reasoningIsContent);
	}

	/**
	 * A copy with another rule for malformed events.
	 * @param rule what such an event does
	 * @return the copy
	 */
	public StreamRules withOnMalformedEvent(OnMalformedEvent rule) {
		return new StreamRules(this.transport, rule, this.reasoningIsContent);
	}

	/**
	 * A copy with another rule for thoughts.
	 * @param content whether they count as content
	 * @return the copy
	 */
	public StreamRules withReasoningIsContent(boolean content) {
		return new StreamRules(this.transport, this.onMalformedEvent, content);
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
