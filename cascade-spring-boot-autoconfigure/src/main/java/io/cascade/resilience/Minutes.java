package io.cascade.resilience;

import java.util.Queue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.cascade.Callbacks;
import io.github.resilience4j.ratelimiter.RateLimiter;
import reactor.core.scheduler.Scheduler;

/**
 * The turns of a rate limiter. One that nobody waits for any longer goes to the next who
 * asks: a limiter takes none back, so callers of little patience would use up minutes in
 * which nobody is served. Thread-safe.
 */
final class Minutes {

	/** No turn within the limiter's patience. */
	static final long NONE = Long.MIN_VALUE;

	private static final Callbacks CALLBACKS = Callbacks.of(RateLimiter.class);

	/** Turns given back, by when they begin; never more than the limiter gave. */
	private final Queue<Long> free = new PriorityBlockingQueue<>();

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
		Long freed = this.free.poll();
		while (freed != null && hasPassed(freed)) {
			freed = this.free.poll();
		}
		return (freed != null) ? freed : reserved();
	}

	private boolean hasPassed(long turn) {
		return now() - turn >= this.rate.getRateLimiterConfig().getLimitRefreshPeriod().toNanos();
	}

	/** A listener that fails has heard of a turn. */
	private long reserved() {
		long wait = CALLBACKS.get(this.rate.getName(), this.rate::reservePermission, (ex) -> 0L);
		return (wait < 0) ? NONE : now() + wait;
	}

	/** Goes on with a limiter of which nobody has had a turn. */
	void forget(RateLimiter fresh) {
		this.rate = fresh;
		this.free.clear();
	}

	RateLimiter rate() {
		return this.rate;
	}

	void giveBack(long turn) {
		this.free.add(turn);
	}

}
