package io.cascade.actuate;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.cascade.budget.Budgets;
import io.cascade.budget.OpenRuns;
import io.cascade.budget.SpendTotals;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What was spent since the start, and what budgets and runs have left.
 */
record SpendDescriptor(Instant since, Total total, Map<String, Total> chains, Map<String, Total> targets,
		@JsonInclude(Include.NON_EMPTY) Map<String, Map<String, Total>> tags, Map<String, BudgetDescriptor> budgets,
		@JsonInclude(Include.NON_EMPTY) List<RunDescriptor> runs) implements OperationResponseBody {

	static SpendDescriptor of(SpendTotals totals, Budgets budgets, OpenRuns runs) {
		Map<String, Map<String, Total>> tags = new LinkedHashMap<>();
		totals.tags().forEach((tag) -> tags.put(tag, DescriptorValues.each(totals.byTag(tag), Total::of)));
		return new SpendDescriptor(totals.since().truncatedTo(ChronoUnit.MILLIS), Total.of(totals.total()),
				DescriptorValues.each(totals.byChain(), Total::of), DescriptorValues.each(totals.byTarget(), Total::of),
				tags, BudgetDescriptor.all(budgets), RunDescriptor.all(runs));
	}

	@JsonInclude(Include.NON_NULL)
	record Total(BigDecimal usd, long attempts, @Nullable Long unknownCosts) {

		private static Total of(SpendTotals.Total total) {
			return new Total(DescriptorValues.plain(total.cost()), total.attempts(),
					(total.unknown() > 0) ? total.unknown() : null);
		}

	}

}
