package io.cascade.routing;

import java.util.List;

import io.cascade.Call;
import io.cascade.Hop;
import io.cascade.Plan;
import io.cascade.Planner;
import io.cascade.health.Standings;

/**
 * Plans a call with the pieces that {@link RoutingExchange} walks with. Thread-safe.
 */
public final class RoutePlanner implements Planner {

	private final Standings standings;

	/**
	 * A planner.
	 * @param standings who may be asked now
	 */
	public RoutePlanner(Standings standings) {
		this.standings = standings;
	}

	@Override
	public Plan plan(Call call) {
		Candidates candidates = new Candidates(call);
		List<Hop> hops = HopPlanner.hops(call, candidates.askable(this.standings));
		return new Plan(call.chain().name(), hops, candidates.leftOut(this.standings));
	}

}
