package io.cascade.autoconfigure;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import io.cascade.Target;
import io.cascade.budget.Budget;
import io.cascade.budget.CalendarWindow;
import io.cascade.budget.RollingWindow;
import io.cascade.budget.SpendWindow;
import io.cascade.exchange.Chain;
import io.cascade.exchange.Chains;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;

/**
 * Makes budgets of the properties and refuses those that can't work.
 *
 * @param properties the properties by the name of the budget
 * @param chains the chains that budgets may name
 */
record BudgetsFactory(Map<String, BudgetProperties> properties, Chains chains) {

	private static final Duration SHORTEST = Duration.ofMinutes(1);

	private static final Duration LONGEST = Duration.ofDays(366);

	List<Budget> create() {
		return this.properties.entrySet().stream().map((entry) -> budget(entry.getKey(), entry.getValue())).toList();
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
		if (limit == null || limit.signum() < 0) {
			throw new CascadeConfigurationException(prefix + ".limit",
					(limit != null) ? "it must be at least 0, not " + limit : "the budget has no limit",
					"Set it to the most USD that may be spent in a window.");
		}
		if (!(budget.warnAt() > 0 && budget.warnAt() <= 1)) {
			throw new CascadeConfigurationException(prefix + ".warn-at",
					"it must be more than 0 and at most 1, not " + budget.warnAt(),
					"Set it to a share such as 0.8, or remove it to have the default.");
		}
		return new Budget(name, limit, window(prefix, budget), chain(prefix + ".chain", budget.chain()), budget.tag(),
				budget.warnAt(), chain(prefix + ".step-down-to", budget.stepDownTo()));
	}

	private @Nullable String chain(String property, @Nullable String name) {
		List<String> names = this.chains.all().stream().map(Chain::name).toList();
		if (name != null && !names.contains(name)) {
			throw ChainsFactory.noChain(property, name, names);
		}
		return name;
	}

	private static SpendWindow window(String prefix, BudgetProperties budget) {
		String window = budget.window().strip().toUpperCase(Locale.ROOT);
		boolean isCalendar = Arrays.stream(CalendarWindow.Unit.values()).anyMatch((unit) -> unit.name().equals(window));
		return isCalendar ? new CalendarWindow(CalendarWindow.Unit.valueOf(window), zone(prefix, budget.zone()))
				: rolling(prefix + ".window", budget.window());
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

	private static SpendWindow rolling(String property, String length) {
		try {
			Duration duration = DurationStyle.detectAndParse(length.strip());
			if (duration.compareTo(SHORTEST) >= 0 && duration.compareTo(LONGEST) <= 0) {
				return new RollingWindow(duration);
			}
		}
		catch (IllegalArgumentException ex) {
			throw noWindow(property, length);
		}
		throw noWindow(property, length);
	}

	private static CascadeConfigurationException noWindow(String property, String length) {
		String units = Arrays.stream(CalendarWindow.Unit.values())
			.map(CalendarWindow.Unit::id)
			.collect(Collectors.joining(", "));
		return new CascadeConfigurationException(property, "'%s' is no window".formatted(length),
				"Set it to one of %s, or to a duration from 1m to 366d such as 24h.".formatted(units));
	}

}
