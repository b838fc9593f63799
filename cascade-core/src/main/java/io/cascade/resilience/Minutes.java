package io.cascade.resilience;

import java.util.Comparator;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.cascade.exchange.Callbacks;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.internal.AtomicRateLimiter;
import reactor.core.scheduler.Scheduler;

/**
 * The turns of a rate limiter. One that nobody waits for any longer goes to the next who
 * asks: a limiter takes none back, so callers of little patience would use up minutes in
 * which nobody is served. Thread-safe.
 */
final class Minutes {

	/** No turn within the limiter's patience. */
	static final long NONE = Long.MIN_VALUE;

	private final Callbacks callbacks = Callbacks.of(RateLimiter.class);

	/** Turns given back, by when they begin; never more than the limiter gave. */
	private final NavigableSet<Freed> free = new ConcurrentSkipListSet<>();

	private final AtomicLong givenBack = new AtomicLong();

	private volatile RateLimiter rate;

	private final Scheduler scheduler;

	Minutes(RateLimiter rate, Scheduler scheduler) {
		this.rate = rate;
		this.scheduler = scheduler;
	}

	long now() {
		return this.scheduler.now(TimeUnit.NANOSECONDS);
	}

	/** When the turn of whoever asks begins, on the scheduler's clock. */
	long turn() {
		Freed freed = this.free.pollFirst();
		while (freed != null && hasPassed(freed.turn())) {
			freed = this.free.pollFirst();
		}
		return (freed != null) ? freed.turn() : reserved();
	}

	private boolean hasPassed(long turn) {
		return now() - turn >= this.rate.getRateLimiterConfig().getLimitRefreshPeriod().toNanos();
	}

	/**
	 * The limiter calls its listeners before it answers; what it was about to say when
	 * one of them failed is known by what it says of itself.
	 */
	private long reserved() {
		RateLimiter asked = this.rate;
		long patience = asked.getRateLimiterConfig().getTimeoutDuration().toNanos();
		boolean patient = next(asked) <= patience;
		long wait = this.callbacks.get(asked.getName(), asked::reservePermission, (ex) -> patient ? last(asked) : -1L);
		return (wait < 0) ? NONE : now() + wait;
	}

	/** How long whoever asks next would wait. */
	private static long next(RateLimiter rate) {
		return (rate instanceof AtomicRateLimiter atomic) ? atomic.getDetailedMetrics().getNanosToWait() : 0;
	}

	/** How long whoever asked last waits: a period less than the next, if it was full. */
	private static long last(RateLimiter rate) {
		RateLimiterConfig config = rate.getRateLimiterConfig();
		int ahead = -rate.getMetrics().getAvailablePermissions();
		if (ahead <= 0) {
			return 0;
		}
		boolean full = ahead % config.getLimitForPeriod() == 0;
		return Math.max(0, next(rate) - (full ? config.getLimitRefreshPeriod().toNanos() : 0));
	}

	/** Goes on with a limiter of which nobody has had a turn. */
	void forget(RateLimiter fresh) {
		this.rate = fresh;
		this.free.clear();
		this.givenBack.set(0);
	}

	RateLimiter rate() {
		return this.rate;
	}

	void giveBack(long turn) {
		this.free.add(new Freed(turn, this.givenBack.incrementAndGet()));
	}

	/**
	 * A turn that was given back.
	 *
	 * @param turn when it begins
	 * @param number tells it from others that begin at the same time
	 */
	private record Freed(long turn, long number) implements Comparable<Freed> {

		private static final Comparator<Freed> EARLIEST = Comparator.comparingLong(Freed::turn)
			.thenComparingLong(Freed::number);

		@Override
		public int compareTo(Freed other) {
			return EARLIEST.compare(this, other);
		}

	}

}
