package io.cascade.web;

import org.jspecify.annotations.Nullable;

/**
 * Ids of events of an answer. A browser that lost an event stream asks again by itself
 * and names the last id that it received, so the id shows whose stream it was.
 */
final class EventIds {

	static final String HEADER = "Last-Event-ID";

	/** Does not change: browsers ask again after a new version was deployed, too. */
	private static final String PREFIX = "cascade-answer-";

	private EventIds() {
	}

	static String of(long index) {
		return PREFIX + index;
	}

	static boolean isOfAnAnswer(@Nullable String lastEventId) {
		return lastEventId != null && lastEventId.startsWith(PREFIX);
	}

}
