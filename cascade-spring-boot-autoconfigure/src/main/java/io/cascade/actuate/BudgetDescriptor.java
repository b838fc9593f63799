package io.cascade.actuate;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.cascade.budget.Budget;
import io.cascade.budget.Budgets;
import io.cascade.budget.CalendarWindow;
import io.cascade.budget.SpendWindow;
import org.jspecify.annotations.Nullable;

/**
 * A budget, and what it has left: one sum, or one for each value of its tag.
 */
@JsonInclude(Include.NON_NULL)
record BudgetDescriptor(BigDecimal limit, String window, @Nullable String chain, @Nullable String stepDownTo,
		@Nullable String tagged, @JsonUnwrapped @Nullable Room room, @JsonUnwrapped @Nullable PerValue perValue,
		@Nullable String failure) {

	/** So many values of a tag are shown, the fullest first. */
	private static final int MOST = 100;

	static Map<String, BudgetDescriptor> all(Budgets budgets) {
		Map<String, BudgetDescriptor> all = new LinkedHashMap<>();
		budgets.all().forEach((budget) -> all.put(budget.name(), of(budget, budgets)));
		return all;
	}

	private static BudgetDescriptor of(Budget budget, Budgets budgets) {
		try {
			List<Budgets.Room> rooms = budgets.rooms(budget);
			return budget.isPerValue()
					? of(budget, null, PerValue.of(Objects.requireNonNull(budget.tag()), rooms), null)
					: of(budget, Room.of(rooms.get(0)), null, null);
		}
		catch (RuntimeException | LinkageError ex) {
			return of(budget, null, null, ex.getClass().getName());
		}
	}

	private static BudgetDescriptor of(Budget budget, @Nullable Room room, @Nullable PerValue perValue,
			@Nullable String failure) {
		return new BudgetDescriptor(budget.limit(), text(budget.window()), budget.chain(), budget.stepDownTo(),
				(budget.tagValue() != null) ? budget.tag() + "=" + budget.tagValue() : null, room, perValue, failure);
	}

	private static String text(SpendWindow window) {
		return (window instanceof CalendarWindow calendar) ? "%s in %s".formatted(calendar.unit().id(), calendar.zone())
				: "the last " + DescriptorValues.duration(window.length());
	}

	@JsonInclude(Include.NON_NULL)
	record Room(@Nullable String value, BigDecimal spent, BigDecimal reserved, BigDecimal left,
			@Nullable Instant resetAt) {

		static Room of(Budgets.Room room) {
			return new Room(room.account().tag(), DescriptorValues.plain(room.balance().spent()),
					DescriptorValues.plain(room.balance().reserved()), DescriptorValues.plain(room.left()),
					DescriptorValues.millis(room.balance().resetAt()));
		}

	}

	record PerValue(String tag, long spentUp, List<Room> values) {

		private static PerValue of(String tag, List<Budgets.Room> rooms) {
			return new PerValue(tag, rooms.stream().filter((room) -> room.left().signum() <= 0).count(),
					rooms.stream().limit(MOST).map(Room::of).toList());
		}

	}

}
