package io.cascade.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

import io.cascade.Hop;
import io.cascade.Options;
import io.cascade.ProviderPreferences;
import io.cascade.Target;
import io.cascade.exchange.Call;

/**
 * Cuts targets into hops. Pure: the same input gives the same plan.
 */
final class HopPlanner {

	private HopPlanner() {
	}

	/**
	 * The hops of a call, each sent only if the one before failed.
	 * @param call what is asked
	 * @param candidates the targets that may be asked, in order
	 * @param counted whether a target has to begin a request
	 */
	static List<Hop> hops(Call call, List<Target> candidates, Predicate<Target> counted) {
		List<Hop> hops = new ArrayList<>();
		int next = 0;
		while (next < candidates.size()) {
			Hop hop = hop(call, candidates.subList(next, candidates.size()), hops.size(), counted);
			hops.add(hop);
			next += hop.targets().size();
		}
		return List.copyOf(hops);
	}

	/** The first targets that one request can carry. */
	static Hop hop(Call call, List<Target> candidates, int index, Predicate<Target> counted) {
		Target first = candidates.get(0);
		int count = 1;
		int limit = Math.min(candidates.size(), first.upstream().maxModelsPerRequest());
		while (count < limit && isAlike(first, candidates.get(count)) && !counted.test(candidates.get(count))) {
			count++;
		}
		Options options = call.request().options().orElse(first.options());
		ProviderPreferences provider = call.request().provider().orElse(first.provider());
		return new Hop(index, List.copyOf(candidates.subList(0, count)), options, provider);
	}

	/** Whether both would be sent the same body. */
	private static boolean isAlike(Target first, Target other) {
		return first.upstream().equals(other.upstream()) && first.options().equals(other.options())
				&& first.provider().equals(other.provider())
				&& Objects.equals(first.traits().system(), other.traits().system())
				&& Objects.equals(first.traits().gates(), other.traits().gates())
				&& first.traits().acceptsPrefill() == other.traits().acceptsPrefill();
	}

}
