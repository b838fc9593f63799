package io.cascade.autoconfigure;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.cascade.Target;
import io.cascade.budget.Budget;
import io.cascade.budget.CalendarWindow;
import io.cascade.budget.SpendWindow;
import io.cascade.exchange.Chain;
import io.cascade.exchange.Chains;
import org.jspecify.annotations.Nullable;

/**
 * Makes budgets of the properties and refuses those that can't work, whoever brings them.
 *
 * @param properties the properties by the name of the budget
 * @param contributed budgets that others bring
 * @param chains the chains that budgets may name
 */
record BudgetsFactory(Map<String, BudgetProperties> properties, List<Budget> contributed, Chains chains) {

	List<Budget> create() {
		Map<String, Budget> budgets = new LinkedHashMap<>();
		this.properties.forEach((name, budget) -> budgets.put(name, budget(name, budget)));
		for (Budget budget : this.contributed) {
			if (budgets.putIfAbsent(budget.name(), checked("Budget '%s'".formatted(budget.name()), budget)) != null) {
				throw new CascadeConfigurationException("Budget '%s'".formatted(budget.name()),
						"there are two of this name", "Give one of them another name.");
			}
		}
		return List.copyOf(budgets.values());
	}

	/** The targets of the chains that budgets step down to. */
	Map<String, List<Target>> cheaper() {
		Map<String, List<Target>> cheaper = new LinkedHashMap<>();
		this.chains.all().forEach((chain) -> cheaper.put(chain.name(), own(chain)));
		return cheaper;
	}

	/** What it escalates to is no step down. */
	private static List<Target> own(Chain chain) {
		return chain.targets().stream().filter((target) -> target.chain().equals(chain.name())).toList();
	}

	private Budget budget(String name, BudgetProperties budget) {
		String prefix = "cascade.budgets." + name;
		BigDecimal limit = budget.limit();
		if (limit == null) {
			throw noLimit(prefix, "the budget has no limit");
		}
		return checked(prefix,
				Budget.of(name, limit, window(prefix, budget))
					.withChain(budget.chain())
					.withTag(budget.tag(), budget.tagValue())
					.withWarnAt(budget.warnAt())
					.withStepDownTo(budget.stepDownTo())
					.withMaxWait(maxWait(budget)));
	}

	/** Whoever steps down has somewhere to go at once. */
	private static Duration maxWait(BudgetProperties budget) {
		Duration wait = budget.maxWait();
		return (wait != null) ? wait : (budget.stepDownTo() != null) ? Duration.ZERO : Budget.MAX_WAIT;
	}

	private Budget checked(String place, Budget budget) {
		if (budget.limit().signum() < 0) {
			throw noLimit(place, "it must be at least 0, not " + budget.limit());
		}
		if (!(budget.warnAt() > 0 && budget.warnAt() <= 1)) {
			throw new CascadeConfigurationException(place + ".warn-at",
					"it must be more than 0 and at most 1, not " + budget.warnAt(),
					"Set it to a share such as 0.8, or remove it to have the default.");
		}
		if (budget.tagValue() != null && budget.tag() == null) {
			throw new CascadeConfigurationException(place + ".tag-value", "it is the value of no tag",
					"Set tag to the name of the tag too, or remove it.");
		}
		if (budget.maxWait().isNegative()) {
			throw new CascadeConfigurationException(place + ".max-wait",
					"it must be at least 0, not " + budget.maxWait().toMillis() + "ms",
					"Set it to a time such as 10s, or to 0 to refuse at once.");
		}
		chain(place + ".chain", budget.chain());
		chain(place + ".step-down-to", budget.stepDownTo());
		return budget;
	}

	private static CascadeConfigurationException noLimit(String place, String problem) {
		return new CascadeConfigurationException(place + ".limit", problem,
				"Set it to the most USD that may be spent in a window.");
	}

	private void chain(String property, @Nullable String name) {
		List<String> names = this.chains.all().stream().map(Chain::name).toList();
		if (name != null && !names.contains(name)) {
			throw ChainsFactory.noChain(property, name, names);
		}
	}

	private static SpendWindow window(String prefix, BudgetProperties budget) {
		ZoneId zone = zone(prefix, budget.zone());
		try {
			return SpendWindow.of(budget.window(), zone);
		}
		catch (IllegalArgumentException ex) {
			throw noWindow(prefix + ".window", budget.window());
		}
	}

	private static ZoneId zone(String prefix, String zone) {
		try {
			return ZoneId.of(zone);
		}
		catch (DateTimeException ex) {
			throw new CascadeConfigurationException(prefix + ".zone", "'%s' is no time zone".formatted(zone),
					"Set it to a name such as 'Europe/Berlin', or remove it for UTC.");
		}
	}

	private static CascadeConfigurationException noWindow(String property, String length) {
		String units = Arrays.stream(CalendarWindow.Unit.values())
			.map(CalendarWindow.Unit::id)
			.collect(Collectors.joining(", "));
		return new CascadeConfigurationException(property, "'%s' is no window".formatted(length),
				"Set it to one of %s, or to a duration from 1m to 366d such as 24h.".formatted(units));
	}

}
