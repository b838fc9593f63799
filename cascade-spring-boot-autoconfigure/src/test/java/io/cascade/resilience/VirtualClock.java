package io.cascade.resilience;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;

import reactor.core.scheduler.Scheduler;

/**
 * Tells the date from a scheduler, so that both agree on the time.
 */
final class VirtualClock extends Clock {

	private final Scheduler scheduler;

	private final ZoneId zone;

	VirtualClock(Scheduler scheduler) {
		this(scheduler, ZoneOffset.UTC);
	}

	private VirtualClock(Scheduler scheduler, ZoneId zone) {
		this.scheduler = scheduler;
		this.zone = zone;
	}

	@Override
	public Instant instant() {
		return Instant.EPOCH.plusNanos(this.scheduler.now(TimeUnit.NANOSECONDS));
	}

	@Override
	public ZoneId getZone() {
		return this.zone;
	}

	@Override
	public Clock withZone(ZoneId other) {
		return new VirtualClock(this.scheduler, other);
	}

}
