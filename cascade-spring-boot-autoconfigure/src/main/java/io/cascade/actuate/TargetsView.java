package io.cascade.actuate;

import java.util.LinkedHashMap;
import java.util.Map;

import io.cascade.Target;
import io.cascade.actuate.TargetDescriptor.AcceptanceRate;
import io.cascade.actuate.TargetDescriptor.Available;
import io.cascade.actuate.TargetDescriptor.Outcomes;
import io.cascade.exchange.Chains;
import io.cascade.health.Acceptance;
import io.cascade.health.Availability;
import io.cascade.health.Evidence;
import io.cascade.health.OutcomeCounts;
import io.cascade.health.TargetAvailability;
import io.cascade.pricing.PriceList;
import org.jspecify.annotations.Nullable;

/**
 * How targets stand, and what was seen of them.
 *
 * @param chains name the targets of the configuration
 * @param availability whether they can be asked
 * @param evidence what became of attempts
 * @param acceptance how many answers are accepted
 * @param prices what models cost
 */
record TargetsView(Chains chains, Availability availability, Evidence evidence, Acceptance acceptance,
		PriceList prices) {

	Map<String, TargetDescriptor> byId() {
		Map<String, Target> configured = new LinkedHashMap<>();
		this.chains.all()
			.forEach((chain) -> chain.targets().forEach((target) -> configured.putIfAbsent(target.id(), target)));
		Map<String, TargetDescriptor> all = new LinkedHashMap<>();
		this.availability.targets()
			.forEach((each) -> all.put(each.target(), describe(each, configured.get(each.target()))));
		return all;
	}

	private TargetDescriptor describe(TargetAvailability availability, @Nullable Target target) {
		Available available = Available.of(availability);
		if (target == null) {
			return new TargetDescriptor(available, null, null, null, null);
		}
		OutcomeCounts outcomes = this.evidence.target(target.id());
		return new TargetDescriptor(available,
				TargetDescriptor.Price.of(this.prices.price(target, target.options().serviceTier())),
				Outcomes.of(outcomes), Outcomes.failures(outcomes), AcceptanceRate.of(target, this.acceptance));
	}

	Available availability(String id) {
		return this.availability.targets()
			.stream()
			.filter((target) -> target.target().equals(id))
			.map(Available::of)
			.findFirst()
			.orElseThrow();
	}

}
