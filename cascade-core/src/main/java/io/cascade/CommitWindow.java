package io.cascade;

import java.time.Duration;

/**
 * How much of a stream is held back before any of it is delivered, so that an attempt
 * that breaks early is made good unseen. The limit that is reached first ends it.
 * Immutable.
 *
 * @param characters so many characters of content; 0 for no such limit
 * @param time so long from the first content on; zero for no such limit
 */
public record CommitWindow(int characters, Duration time) {

	/** Nothing is held back. */
	public static final CommitWindow NONE = new CommitWindow(0, Duration.ZERO);

	private static final Duration MOST = Duration.ofDays(1);

	/**
	 * Whether anything is held back.
	 * @return {@code true} if there is a limit
	 */
	public boolean isOn() {
		return this.characters > 0 || !this.time.isZero();
	}

	/**
	 * Checks the limits.
	 * @throws IllegalArgumentException naming the first that is out of bounds
	 */
	public void check() {
		if (this.characters < 0) {
			throw new IllegalArgumentException("'commit-window.characters' must be at least 0, not " + this.characters);
		}
		if (this.time == null || this.time.isNegative() || this.time.compareTo(MOST) > 0) {
			throw new IllegalArgumentException("'commit-window.time' must be from 0 to a day, not " + this.time);
		}
	}

}
