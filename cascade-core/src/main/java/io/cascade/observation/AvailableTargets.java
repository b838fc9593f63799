package io.cascade.observation;

import java.util.List;

import io.cascade.health.CascadeHealth;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * A gauge for each chain: how many targets it can use now.
 *
 * @param health the health of the chains
 * @param chains the names of the chains, whose health is not asked for before it is shown
 */
public record AvailableTargets(CascadeHealth health, List<String> chains) implements MeterBinder {

	/** Keeps a copy of the names. */
	public AvailableTargets {
		chains = List.copyOf(chains);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (String chain : this.chains) {
			CascadeMeter.AVAILABLE_TARGETS.bindGauge(registry, Tags.of("cascade.chain", chain), () -> available(chain));
		}
	}

	private int available(String name) {
		return this.health.chains()
			.stream()
			.filter((chain) -> chain.name().equals(name))
			.mapToInt((chain) -> chain.available().size())
			.sum();
	}

}
