package io.cascade.actuate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.cascade.pricing.Budget;
import io.cascade.pricing.Budgets;
import io.cascade.pricing.Budgets.Room;
import io.cascade.pricing.CalendarWindow;
import io.cascade.pricing.SpendTotals;
import io.cascade.pricing.SpendWindow;

/**
 * What was spent, and what budgets have left.
 *
 * @param totals what was spent since the start
 * @param budgets the budgets
 */
record SpendView(SpendTotals totals, Budgets budgets) {

	/** So many values of a tag are shown, the fullest first. */
	private static final int MOST = 100;

	Map<String, Object> body() {
		Map<String, Object> body = new LinkedHashMap<>();
		Details.put(body, "since", this.totals.since());
		body.put("total", Details.total(this.totals.total()));
		body.put("chains", Details.totals(this.totals.byChain()));
		body.put("targets", Details.totals(this.totals.byTarget()));
		Map<String, Object> tags = new LinkedHashMap<>();
		this.totals.tags().forEach((tag) -> tags.put(tag, Details.totals(this.totals.byTag(tag))));
		Details.put(body, "tags", tags.isEmpty() ? null : tags);
		body.put("budgets", budgetsByName());
		return body;
	}

	Map<String, Object> budgetsByName() {
		Map<String, Object> all = new LinkedHashMap<>();
		this.budgets.all().forEach((budget) -> all.put(budget.name(), budget(budget)));
		return all;
	}

	private Map<String, Object> budget(Budget budget) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("limit", budget.limit());
		details.put("window", text(budget.window()));
		Details.put(details, "chain", budget.chain());
		Details.put(details, "stepDownTo", budget.stepDownTo());
		try {
			rooms(budget, details);
		}
		catch (RuntimeException | LinkageError ex) {
			details.put("failure", ex.getClass().getName());
		}
		return details;
	}

	private void rooms(Budget budget, Map<String, Object> details) {
		List<Room> rooms = this.budgets.rooms(budget);
		if (budget.tag() == null) {
			details.putAll(Details.room(rooms.get(0)));
		}
		else {
			details.put("tag", budget.tag());
			details.put("spentUp", rooms.stream().filter((room) -> room.left().signum() <= 0).count());
			details.put("values", rooms.stream().limit(MOST).map(SpendView::value).toList());
		}
	}

	private static Map<String, Object> value(Room room) {
		Map<String, Object> details = Details.room(room);
		Map<String, Object> value = new LinkedHashMap<>();
		value.put("value", details.remove("tag"));
		value.putAll(details);
		return value;
	}

	private static String text(SpendWindow window) {
		return (window instanceof CalendarWindow calendar)
				? "%s in %s".formatted(calendar.unit().name().toLowerCase(Locale.ROOT), calendar.zone())
				: "the last " + EffectiveSettings.text(window.length());
	}

}
