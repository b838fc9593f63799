package io.cascade.resilience;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

import io.cascade.exchange.Time;

/**
 * A date that only goes on, for a library that measures its waits by the date.
 */
final class SteadyClock extends Clock {

	private final Time time;

	private final Instant start;

	private final long startNanos;

	private final ZoneId zone;

	SteadyClock(Time time) {
		this(time, time.now(), time.nanos(), ZoneOffset.UTC);
	}

	private SteadyClock(Time time, Instant start, long startNanos, ZoneId zone) {
		this.time = time;
		this.start = start;
		this.startNanos = startNanos;
		this.zone = zone;
	}

	@Override
	public Instant instant() {
		return this.start.plusNanos(this.time.nanos() - this.startNanos);
	}

	@Override
	public ZoneId getZone() {
		return this.zone;
	}

	@Override
	public Clock withZone(ZoneId other) {
		return new SteadyClock(this.time, this.start, this.startNanos, other);
	}

}
