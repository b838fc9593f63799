package io.cascade;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.cascade.RunLimits.Limit;
import org.jspecify.annotations.Nullable;

/**
 * What a run has spent, sent and reserved. Thread-safe.
 */
final class RunBooks {

	private static final int MOST_CALLS = 100;

	private final RunLimits limits;

	private final Deque<RunCall> calls = new ArrayDeque<>();

	private BigDecimal spent = BigDecimal.ZERO;

	private BigDecimal reserved = BigDecimal.ZERO;

	private int requests;

	private long ended;

	private @Nullable Long deadlineAt;

	RunBooks(RunLimits limits) {
		this.limits = limits;
	}

	/** The limit without room for a further request; {@code null} if it is reserved. */
	synchronized @Nullable Limit reserve(@Nullable BigDecimal worst) {
		if (this.limits.maxRequests() != null && this.requests >= this.limits.maxRequests()) {
			return Limit.REQUESTS;
		}
		if (!this.limits.fits(this.spent.add(this.reserved), worst)) {
			return Limit.BUDGET;
		}
		this.requests++;
		this.reserved = this.reserved.add((worst != null) ? worst : BigDecimal.ZERO);
		return null;
	}

	synchronized void settle(BigDecimal taken, BigDecimal cost, boolean sent) {
		this.reserved = this.reserved.subtract(taken);
		this.spent = this.spent.add(cost);
		this.requests -= sent ? 0 : 1;
	}

	synchronized @Nullable BigDecimal left() {
		return (this.limits.budget() != null) ? this.limits.budget().subtract(this.spent).subtract(this.reserved)
				: null;
	}

	/** The first question starts the clock. */
	synchronized @Nullable Duration timeLeft(long nanoTime) {
		Duration deadline = this.limits.deadline();
		if (deadline == null) {
			return null;
		}
		if (this.deadlineAt == null) {
			this.deadlineAt = nanoTime + TimeUnit.NANOSECONDS.convert(deadline);
		}
		return Duration.ofNanos(this.deadlineAt - nanoTime);
	}

	synchronized void add(RunCall call) {
		this.ended++;
		this.calls.addLast(call);
		if (this.calls.size() > MOST_CALLS) {
			this.calls.removeFirst();
		}
	}

	synchronized RunReport report(String id) {
		return new RunReport(id, this.limits, this.spent, this.reserved, this.requests, this.ended,
				List.copyOf(this.calls));
	}

}
