package io.cascade.gateway;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * So many in a minute, all at once or one after the other: the generic cell rate
 * algorithm, which needs no more than the instant at which everything taken is made good.
 * Thread-safe.
 *
 * @see <a href="https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm">Generic cell
 * rate algorithm</a>
 */
final class MinuteRate {

	private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

	private final int limit;

	private final AtomicLong madeGoodAt;

	MinuteRate(int limit, long now) {
		this.limit = limit;
		this.madeGoodAt = new AtomicLong(now);
	}

	int limit() {
		return this.limit;
	}

	/**
	 * Takes one, if there is room.
	 * @return how long to wait for room, {@code null} if one was taken
	 */
	@Nullable Duration take(long now) {
		while (true) {
			long before = this.madeGoodAt.get();
			long after = latest(before, now) + MINUTE / this.limit;
			if (after - now > MINUTE) {
				return Duration.ofNanos(after - now - MINUTE);
			}
			if (this.madeGoodAt.compareAndSet(before, after)) {
				return null;
			}
		}
	}

	/** How long to wait until there is room for one, {@code null} if there is. */
	@Nullable Duration room(long now) {
		long wait = latest(this.madeGoodAt.get(), now) + MINUTE / this.limit - now - MINUTE;
		return (wait > 0) ? Duration.ofNanos(wait) : null;
	}

	/** Takes what was used, room or not. */
	void used(long count, long now) {
		long cost = (long) ((double) count * MINUTE / this.limit);
		this.madeGoodAt.updateAndGet((before) -> latest(before, now) + cost);
	}

	boolean isFull(long now) {
		return this.madeGoodAt.get() - now <= 0;
	}

	/** The clock may be below zero and may wrap. */
	private static long latest(long one, long other) {
		return (one - other > 0) ? one : other;
	}

}
