package io.cascade.gateway;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.cascade.budget.Budget;
import io.cascade.budget.BudgetContributor;
import io.cascade.budget.CalendarWindow;
import io.cascade.gateway.GatewayProperties.KeyBudgetProperties;
import io.cascade.gateway.GatewayProperties.KeyProperties;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * The budgets of keys: each counts the calls of one.
 *
 * @param keys the keys of the configuration
 */
record KeyBudgets(Map<String, KeyProperties> keys) implements BudgetContributor {

	private static final String PREFIX = "key-";

	@Override
	public List<Budget> budgets() {
		List<Budget> budgets = new ArrayList<>();
		this.keys.forEach((name, key) -> {
			if (key.budget() != null) {
				budgets.add(budget(name, key.budget()));
			}
		});
		return budgets;
	}

	private static Budget budget(String key, KeyBudgetProperties budget) {
		BigDecimal limit = budget.limit();
		if (limit == null || limit.signum() < 0) {
			throw new InvalidConfigurationPropertyValueException("cascade.gateway.keys." + key + ".budget.limit", limit,
					"Set it to the most USD that may be spent in a window, at least 0");
		}
		return Budget.of(PREFIX + key, limit, new CalendarWindow(budget.window(), budget.zone()))
			.withTag(GatewayKey.TAG, key);
	}

}
