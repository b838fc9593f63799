package io.cascade.actuate;

import java.math.BigDecimal;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.cascade.RunReport;
import io.cascade.budget.OpenRuns;
import org.jspecify.annotations.Nullable;

/**
 * A run in which something was asked lately.
 */
@JsonInclude(Include.NON_NULL)
record RunDescriptor(String id, BigDecimal spent, BigDecimal reserved, @Nullable BigDecimal limit, int requests,
		@Nullable Integer maxRequests, long calls) {

	static List<RunDescriptor> all(OpenRuns runs) {
		return runs.reports().stream().map(RunDescriptor::of).toList();
	}

	private static RunDescriptor of(RunReport report) {
		return new RunDescriptor(report.id(), DescriptorValues.plain(report.spent()),
				DescriptorValues.plain(report.reserved()), report.limits().budget(), report.requests(),
				report.limits().maxRequests(), report.ended());
	}

}
