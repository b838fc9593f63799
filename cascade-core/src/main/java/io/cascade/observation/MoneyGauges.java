package io.cascade.observation;

import java.math.BigDecimal;
import java.math.RoundingMode;

import io.cascade.budget.Budget;
import io.cascade.budget.Budgets;
import io.cascade.budget.Budgets.Room;
import io.cascade.budget.OpenRuns;
import io.cascade.health.CascadeHealth;
import io.cascade.health.KeyCredit;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Gauges of money: how full each budget is that has one limit, what is left on the key,
 * and how many runs there are.
 *
 * @param budgets the budgets
 * @param health the credit of the key
 * @param runs the runs in which something was asked lately
 */
public record MoneyGauges(Budgets budgets, CascadeHealth health, OpenRuns runs) implements MeterBinder {

	private static final int DIGITS = 6;

	@Override
	public void bindTo(MeterRegistry registry) {
		for (Budget budget : this.budgets.all()) {
			if (!budget.isPerValue()) {
				CascadeMeter.BUDGET_USED.bindGauge(registry, Tags.of("cascade.budget", budget.name()),
						() -> used(this.budgets.rooms(budget).get(0)));
			}
		}
		CascadeMeter.RUNS.bindGauge(registry, Tags.empty(), this.runs::count);
		CascadeMeter.ACCOUNT_CREDIT.bindGauge(registry, Tags.empty(), this::credit);
	}

	/** A limit of 0 is used up from the beginning. */
	static Number used(Room room) {
		BigDecimal limit = room.account().budget().limit();
		return (limit.signum() == 0) ? 1 : room.balance().committed().divide(limit, DIGITS, RoundingMode.HALF_UP);
	}

	private Number credit() {
		KeyCredit credit = this.health.account().credit();
		return (credit != null && credit.remaining() != null) ? credit.remaining() : Double.NaN;
	}

}
