package io.cascade;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

import reactor.core.scheduler.Scheduler;

/**
 * The clocks of the stages, so that tests can bring their own.
 *
 * @param clock tells the date: for hints, cooldowns and errors
 * @param scheduler runs the waits, and measures
 */
public record Time(Clock clock, Scheduler scheduler) {

	/**
	 * The date.
	 * @return the instant
	 */
	public Instant now() {
		return this.clock.instant();
	}

	/**
	 * The clock of deadlines and of what is measured.
	 * @return nanoseconds since some instant
	 */
	public long nanos() {
		return this.scheduler.now(TimeUnit.NANOSECONDS);
	}

}
