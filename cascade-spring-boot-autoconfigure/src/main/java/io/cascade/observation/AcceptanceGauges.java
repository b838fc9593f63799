package io.cascade.observation;

import io.cascade.health.Acceptance;
import io.cascade.health.Verdicts;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * A gauge for each target: the share of its answers that were accepted in the last hour.
 *
 * @param acceptance knows it
 */
public record AcceptanceGauges(Acceptance acceptance) implements MeterBinder {

	private static final Log logger = LogFactory.getLog(AcceptanceGauges.class);

	@Override
	public void bindTo(MeterRegistry registry) {
		for (String target : this.acceptance.targets()) {
			bind(target, registry);
		}
	}

	/** A meter of that name must not keep the application from starting. */
	private void bind(String target, MeterRegistry registry) {
		try {
			Gauge.builder(CascadeMeter.ACCEPTANCE.meterName(), () -> share(target))
				.description(CascadeMeter.ACCEPTANCE.description())
				.tag("cascade.target", target)
				.register(registry);
		}
		catch (RuntimeException ex) {
			logger.warn("Meter '%s' is left out: %s".formatted(CascadeMeter.ACCEPTANCE.meterName(), ex.getMessage()));
		}
	}

	private double share(String target) {
		Verdicts verdicts = this.acceptance.accepted(target).lastHour();
		return (verdicts.judged() == 0) ? Double.NaN : (double) verdicts.accepted() / verdicts.judged();
	}

}
