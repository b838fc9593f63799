package io.cascade.openrouter;

import io.cascade.CascadeChunk;

/**
 * How many characters an answer gives in a window of time. Counted by the thread of the
 * stream, looked at by the timer's.
 */
final class ThroughputCheck {

	private final int least;

	private long counted;

	private volatile long characters;

	private long windowStart;

	private long charactersBefore;

	/** The least characters a second, 0 for none. */
	ThroughputCheck(int least) {
		this.least = least;
	}

	void count(CascadeChunk chunk) {
		if (this.least > 0) {
			this.counted += chunk.characters();
			this.characters = this.counted;
		}
	}

	/**
	 * Ends a window and begins the next. A window in which the reader paused, or the
	 * answer began, shows nothing.
	 */
	boolean wasTooSlow(long now, long undisturbedSince) {
		long before = this.windowStart;
		long given = this.characters - this.charactersBefore;
		this.windowStart = now;
		this.charactersBefore = this.characters;
		return this.least > 0 && before > 0 && undisturbedSince <= before
				&& given * 1_000_000_000L < this.least * (now - before);
	}

}
