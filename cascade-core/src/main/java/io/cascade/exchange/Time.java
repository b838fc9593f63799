package io.cascade.exchange;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The clocks of the stages, so that tests can bring their own.
 *
 * @param clock the date: for hints, cooldowns and errors
 * @param scheduler runs the waits, and measures
 */
public record Time(Clock clock, Scheduler scheduler) {

	/**
	 * The clocks of the machine. Waits that end at about the same time share a timer, so
	 * that one of a second or more ends up to one part in 64 late.
	 * @return the clocks
	 */
	public static Time ofMachine() {
		return new Time(Clock.systemUTC(), new CoarseTimers(Schedulers.parallel()));
	}

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
