package io.cascade.routing;

import java.util.ArrayList;
import java.util.List;

import io.cascade.FallbackRules.WhenAllCoolingDown;
import io.cascade.Hop;
import io.cascade.LeftOut;
import io.cascade.Plan;
import io.cascade.Target;
import io.cascade.exchange.Call;
import io.cascade.exchange.Planner;
import org.jspecify.annotations.Nullable;

/**
 * Plans a call with the pieces that {@link RoutingExchange} walks with. Thread-safe.
 *
 * @param planning what plans are made from, beside the call
 */
public record RoutePlanner(PlanningContext planning) implements Planner {

	@Override
	public Plan plan(Call call) {
		Candidates candidates = new Candidates(call, this.planning, false);
		List<Target> askable = candidates.askable();
		Target forced = askable.isEmpty() ? forced(call, candidates) : null;
		List<Hop> hops = HopPlanner
			.hops(call, (forced != null) ? List.of(forced) : askable, this.planning.availability()::isCounted)
			.stream()
			.map(candidates.costs()::priced)
			.toList();
		int sent = Math.min(hops.size(), call.settings().fallback().maxRequests());
		List<LeftOut> leftOut = new ArrayList<>(candidates.leftOut());
		hops.subList(sent, hops.size())
			.forEach((hop) -> hop.targets()
				.forEach((target) -> leftOut.add(new LeftOut(target.id(), LeftOut.Reason.MAX_REQUESTS))));
		return new Plan(call.chain().name(), List.copyOf(hops.subList(0, sent)), List.copyOf(leftOut));
	}

	/** The target that is used although all cool down; {@code null} for none. */
	private @Nullable Target forced(Call call, Candidates candidates) {
		boolean forces = call.settings().fallback().whenAllCoolingDown() == WhenAllCoolingDown.FORCE;
		return forces ? candidates.firstBack() : null;
	}

}
