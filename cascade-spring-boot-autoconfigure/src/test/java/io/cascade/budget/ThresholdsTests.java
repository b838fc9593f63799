package io.cascade.budget;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;

import io.cascade.CascadeEvent;
import io.cascade.CascadeListener;
import io.cascade.budget.SpendLedger.Balance;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Thresholds}.
 */
class ThresholdsTests implements CascadeListener {

	private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

	private static final CalendarWindow DAY = new CalendarWindow(CalendarWindow.Unit.DAY, ZoneOffset.UTC);

	private final AtomicInteger told = new AtomicInteger();

	private final Thresholds thresholds = new Thresholds(this);

	@Override
	public void happened(CascadeEvent event) {
		this.told.incrementAndGet();
	}

	@Test
	@DisplayName("P12 what was told of accounts whose periods are over is forgotten")
	void forgetsWhatIsOver() {
		for (int day = 0; day < 10; day++) {
			Instant now = NOW.plus(Duration.ofDays(day));
			for (int tenant = 0; tenant < 300; tenant++) {
				spent(DAY, day + "-" + tenant, now);
				spent(new RollingWindow(Duration.ofHours(6)), day + "-" + tenant, now);
			}
		}
		assertThat(this.told).hasValue(6000);
		assertThat(this.thresholds.size()).isLessThanOrEqualTo(1200);
	}

	@Test
	@DisplayName("P12 there is a bound, and the newest are told once")
	void hasABound() {
		for (int tenant = 0; tenant < 2 * Thresholds.MOST_TOLD; tenant++) {
			spent(DAY, "t" + tenant, NOW);
		}
		assertThat(this.thresholds.size()).isEqualTo(Thresholds.MOST_TOLD);
		int before = this.told.get();
		spent(DAY, "t" + (2 * Thresholds.MOST_TOLD - 1), NOW);
		assertThat(this.told).hasValue(before);
		spent(DAY, "t0", NOW);
		assertThat(this.told).hasValue(before + 1);
	}

	private void spent(SpendWindow window, String tenant, Instant now) {
		Budget budget = Budget.of("tenants", BigDecimal.ONE, window).withTag("tenant", null);
		Instant end = (window instanceof CalendarWindow calendar) ? calendar.end(now) : now;
		this.thresholds.look(new SpendAccount(budget, tenant), new Balance(new BigDecimal("0.9"), BigDecimal.ZERO, end),
				now);
	}

}
