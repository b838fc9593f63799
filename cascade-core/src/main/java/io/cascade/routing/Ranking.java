package io.cascade.routing;

import java.util.Comparator;
import java.util.List;

import io.cascade.SelectionRules.OrderBy;
import io.cascade.Target;
import io.cascade.exchange.Call;
import org.jspecify.annotations.Nullable;

/**
 * Puts targets in order: within a tier only, behind those that are to stay in front, and
 * as listed where nothing is known.
 *
 * @param call the call
 * @param planning what is known of speed
 * @param costs what is known of prices
 * @param exploration what is known of quality
 */
record Ranking(Call call, PlanningContext planning, TargetCosts costs, Exploration exploration) {

	void sort(List<Target> targets, int lead, boolean explores) {
		Comparator<Target> order = order();
		if (order == null || targets.size() - lead < 2) {
			return;
		}
		int start = lead;
		while (start < targets.size()) {
			int end = endOfTier(targets, start);
			targets.subList(start, end).sort(order);
			if (start == lead && explores) {
				explore(targets.subList(start, end));
			}
			start = end;
		}
	}

	private static int endOfTier(List<Target> targets, int start) {
		int end = start + 1;
		while (end < targets.size() && targets.get(end).chain().equals(targets.get(start).chain())) {
			end++;
		}
		return end;
	}

	private @Nullable Comparator<Target> order() {
		OrderBy orderBy = this.call.settings().selection().orderBy();
		return switch (orderBy) {
			case LISTED -> null;
			case PRICE -> (one, other) -> this.costs.of(one).compareTo(this.costs.of(other));
			case LATENCY -> (one, other) -> Double.compare(this.planning.performance().latency(one),
					this.planning.performance().latency(other));
			case THROUGHPUT -> (one, other) -> Double.compare(-this.planning.performance().throughput(one),
					-this.planning.performance().throughput(other));
			case QUALITY -> (one, other) -> Double.compare(-this.exploration.scores().of(one),
					-this.exploration.scores().of(other));
		};
	}

	private void explore(List<Target> tier) {
		double share = this.call.settings().selection().exploration();
		Target first = switch (this.call.settings().selection().orderBy()) {
			case LISTED, PRICE -> null;
			case LATENCY, THROUGHPUT -> this.planning.performance().explore(tier, share);
			case QUALITY -> this.exploration.target();
		};
		if (first != null && tier.remove(first)) {
			tier.add(0, first);
		}
	}

}
