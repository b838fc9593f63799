package io.cascade.observation;

import io.cascade.health.CascadeHealth;
import io.cascade.health.ChainHealth;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * A gauge for each chain: how many targets it can ask now.
 *
 * @param health knows the chains
 */
public record AvailableTargets(CascadeHealth health) implements MeterBinder {

	private static final Log logger = LogFactory.getLog(AvailableTargets.class);

	@Override
	public void bindTo(MeterRegistry registry) {
		for (ChainHealth chain : this.health.chains()) {
			bind(chain, registry);
		}
	}

	/** A meter of that name must not keep the application from starting. */
	private void bind(ChainHealth chain, MeterRegistry registry) {
		try {
			Gauge.builder(CascadeMeter.AVAILABLE_TARGETS.meterName(), () -> available(chain.name()))
				.description(CascadeMeter.AVAILABLE_TARGETS.description())
				.tag("cascade.chain", chain.name())
				.register(registry);
		}
		catch (RuntimeException ex) {
			logger.warn("Meter '%s' is left out: %s".formatted(CascadeMeter.AVAILABLE_TARGETS.meterName(),
					ex.getMessage()));
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
