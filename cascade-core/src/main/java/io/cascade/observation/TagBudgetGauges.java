package io.cascade.observation;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.cascade.CallOutcome;
import io.cascade.CallView;
import io.cascade.CascadeListener;
import io.cascade.Printable;
import io.cascade.budget.Budget;
import io.cascade.budget.Budgets;
import io.cascade.budget.SpendAccount;
import io.cascade.exchange.Forgetful;
import io.cascade.exchange.TagValues;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import org.jspecify.annotations.Nullable;

/**
 * Gauges of how full budgets by tag are: one for each of the first {@value #MOST} values
 * that calls had, and {@code other} for the fullest of the rest. Thread-safe.
 */
public final class TagBudgetGauges implements CascadeListener, Forgetful {

	static final int MOST = 100;

	private static final int LONGEST = 60;

	private final Map<String, Set<String>> values = new ConcurrentHashMap<>();

	private final MeterRegistry registry;

	private final Budgets budgets;

	/**
	 * Gauges of budgets.
	 * @param registry the registry
	 * @param budgets the budgets
	 */
	public TagBudgetGauges(MeterRegistry registry, Budgets budgets) {
		this.registry = registry;
		this.budgets = budgets;
	}

	@Override
	public void ended(CallView call, CallOutcome outcome, @Nullable Throwable failure) {
		for (SpendAccount account : this.budgets.accounts(call.chainName(), call.request().tags())) {
			if (account.tag() != null) {
				see(account, account.tag());
			}
		}
	}

	private void see(SpendAccount account, String value) {
		Set<String> seen = this.values.computeIfAbsent(account.budget().name(), (any) -> ConcurrentHashMap.newKeySet());
		if (seen.size() <= MOST && !seen.contains(value)) {
			add(seen, account, value);
		}
	}

	private synchronized void add(Set<String> seen, SpendAccount account, String value) {
		if (seen.size() < MOST && !value.equals(TagValues.OTHER)) {
			if (seen.add(value)) {
				gauge(account.budget(), String.valueOf(Printable.of(value, LONGEST)),
						() -> MoneyGauges.used(this.budgets.room(account)));
			}
		}
		else if (seen.add(TagValues.OTHER)) {
			gauge(account.budget(), TagValues.OTHER, () -> fullest(account.budget(), seen));
		}
	}

	/**
	 * Forgets which values calls had; gauges of the registry stay there.
	 */
	@Override
	public void forget() {
		this.values.values().forEach(Set::clear);
	}

	private Number fullest(Budget budget, Set<String> seen) {
		return this.budgets.rooms(budget)
			.stream()
			.filter((room) -> room.account().tag() == null || !seen.contains(room.account().tag()))
			.findFirst()
			.map(MoneyGauges::used)
			.orElse(0);
	}

	private void gauge(Budget budget, String value, Supplier<Number> used) {
		CascadeMeter.TAGGED_BUDGET_USED.gauge(this.registry,
				Tags.of("cascade.budget", budget.name(), "cascade.tag.value", value.isBlank() ? TagValues.NONE : value),
				used);
	}

}
