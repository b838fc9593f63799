package io.cascade.budget;

import java.time.Duration;
import java.time.Instant;

/**
 * The time that has just passed.
 *
 * @param length how long
 */
public record RollingWindow(Duration length) implements SpendWindow {

	@Override
	public Instant start(Instant now) {
		return now.minus(this.length);
	}

}
