package io.cascade.budget;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.TreeMap;

import io.cascade.budget.SpendLedger.Balance;

/**
 * What an account has spent and reserved, in slices that fall out when they are over.
 * Slices are kept for a sixtieth of the window longer than they count, so that a clock
 * that is put back a little finds them again. Not thread-safe.
 */
final class SpendSlices {

	private final NavigableMap<Instant, SpendSlice> slices = new TreeMap<>();

	private final Duration grace;

	/** How far ahead of the clock a slice may be and counts. */
	private final Duration ahead;

	SpendSlices(SpendWindow window) {
		this.grace = SpendSpan.resolution(window);
		this.ahead = (window instanceof RollingWindow) ? window.length() : Duration.ZERO;
	}

	/** The slice of a span, made if it is not there. */
	SpendSlice open(SpendSpan span, Instant now) {
		while (!this.slices.isEmpty() && isGone(this.slices.firstEntry().getValue(), now)) {
			this.slices.pollFirstEntry();
		}
		return this.slices.computeIfAbsent(span.start(), (absent) -> new SpendSlice(span));
	}

	/** Whether nothing in it counts any more. */
	boolean isOver(Instant now) {
		return this.slices.isEmpty() || isGone(this.slices.lastEntry().getValue(), now);
	}

	private boolean isGone(SpendSlice slice, Instant now) {
		return !slice.span().until().plus(this.grace).isAfter(now);
	}

	/** What counts, and when the oldest of what was spent falls out. */
	Balance balance(Instant now) {
		BigDecimal spent = BigDecimal.ZERO;
		BigDecimal reserved = BigDecimal.ZERO;
		Instant resetAt = null;
		for (SpendSlice slice : this.slices.values()) {
			if (counts(slice.span(), now)) {
				spent = spent.add(slice.spent());
				reserved = reserved.add(slice.reserved());
				resetAt = (resetAt == null && slice.spent().signum() > 0) ? slice.span().until() : resetAt;
			}
		}
		return new Balance(spent, reserved, resetAt);
	}

	private boolean counts(SpendSpan span, Instant now) {
		return !span.start().minus(this.ahead).isAfter(now) && span.until().isAfter(now);
	}

}
