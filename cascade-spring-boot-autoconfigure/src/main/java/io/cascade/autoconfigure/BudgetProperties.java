package io.cascade.autoconfigure;

import java.math.BigDecimal;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A budget under {@code cascade.budgets.<name>}.
 *
 * @param limit Most that may be spent in a window, in USD. Needed. 0 refuses everything
 * that costs anything.
 * @param window Time that the limit is for: "hour", "day", "week" or "month" of the
 * calendar, or a duration such as "24h" that has just passed.
 * @param zone Time zone of the calendar, such as "Europe/Berlin".
 * @param chain Name of the chain whose calls count. All calls count if not set.
 * @param tag Name of a tag. Each of its values has a limit of its own, and calls without
 * it do not count. One limit for all calls if not set.
 * @param tagValue Value of the tag. Only calls with it count, and share one limit. Each
 * value has a limit of its own if not set.
 * @param warnAt Share of the limit, from 0 to 1, at which an event is published.
 * @param stepDownTo Name of a cheaper chain that is used when the budget is spent. Calls
 * are refused then if not set.
 * @param maxWait Longest time that a call waits for requests under way to give back what
 * they reserved and did not need. 10s if not set, with a step down 0. Refused at once if
 * 0.
 */
@ConfigurationPropertiesSource
record BudgetProperties(@Nullable BigDecimal limit, @DefaultValue("day") String window,
		@DefaultValue("UTC") String zone, @Nullable String chain, @Nullable String tag, @Nullable String tagValue,
		@DefaultValue("0.8") double warnAt, @Nullable String stepDownTo, @Nullable Duration maxWait) {

}
