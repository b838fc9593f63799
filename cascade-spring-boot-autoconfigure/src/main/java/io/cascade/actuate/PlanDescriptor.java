package io.cascade.actuate;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.cascade.Plan;
import io.cascade.Target;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What a request would do.
 */
record PlanDescriptor(String chain, List<Hop> hops, List<LeftOut> leftOut) implements OperationResponseBody {

	static PlanDescriptor of(Plan plan) {
		return new PlanDescriptor(plan.chain(), plan.hops().stream().map(Hop::of).toList(),
				plan.leftOut().stream().map(LeftOut::of).toList());
	}

	@JsonInclude(Include.NON_NULL)
	record Hop(String upstream, List<String> targets, @Nullable Integer maxTokens, @Nullable BigDecimal expectedCost,
			@Nullable BigDecimal worstCaseCost) {

		static Hop of(io.cascade.Hop hop) {
			return new Hop(hop.upstream().name(), hop.targets().stream().map(Target::id).toList(),
					hop.options().maxTokens(), DescriptorValues.plainOrNull(hop.estimate().expected()),
					DescriptorValues.plainOrNull(hop.estimate().worstCase()));
		}

	}

	@JsonInclude(Include.NON_NULL)
	record LeftOut(String target, String reason, @Nullable Instant until) {

		static LeftOut of(io.cascade.LeftOut out) {
			return new LeftOut(out.target(), out.reason().id(), DescriptorValues.millis(out.until()));
		}

	}

}
