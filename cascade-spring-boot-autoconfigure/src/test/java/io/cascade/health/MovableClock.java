package io.cascade.health;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;

import io.cascade.exchange.Time;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * A clock that can be moved. It stands still otherwise, or follows another one.
 */
public final class MovableClock extends Clock {

	private final Clock base;

	private volatile Duration moved = Duration.ZERO;

	public MovableClock() {
		this(Clock.fixed(Instant.parse("2026-11-23T03:00:00Z"), ZoneOffset.UTC));
	}

	public MovableClock(Clock base) {
		this.base = base;
	}

	public void move(Duration by) {
		this.moved = this.moved.plus(by);
	}

	/** Both clocks, moved together; its scheduler runs nothing. */
	public Time time() {
		return new Time(this, new Scheduler() {

			@Override
			public Disposable schedule(Runnable task) {
				throw new UnsupportedOperationException();
			}

			@Override
			public Worker createWorker() {
				throw new UnsupportedOperationException();
			}

			@Override
			public long now(TimeUnit unit) {
				return unit.convert(Duration.between(Instant.EPOCH, instant()));
			}

		});
	}

	@Override
	public Instant instant() {
		return this.base.instant().plus(this.moved);
	}

	@Override
	public ZoneId getZone() {
		return ZoneOffset.UTC;
	}

	@Override
	public Clock withZone(ZoneId zone) {
		throw new UnsupportedOperationException();
	}

}
