package io.cascade.observation;

import io.cascade.health.CascadeHealth;
import io.cascade.health.ChainHealth;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * A gauge for each chain: how many targets it can use now.
 *
 * @param health the health of the chains
 */
public record AvailableTargets(CascadeHealth health) implements MeterBinder {

	@Override
	public void bindTo(MeterRegistry registry) {
		for (ChainHealth chain : this.health.chains()) {
			CascadeMeter.AVAILABLE_TARGETS.bindGauge(registry, Tags.of("cascade.chain", chain.name()),
					() -> available(chain.name()));
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
