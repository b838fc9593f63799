package io.cascade.observation;

import io.cascade.health.Acceptance;
import io.cascade.health.Verdicts;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * A gauge for each target: the share of its answers that were accepted in the last hour.
 *
 * @param acceptance the shares
 */
public record AcceptanceGauges(Acceptance acceptance) implements MeterBinder {

	@Override
	public void bindTo(MeterRegistry registry) {
		for (String target : this.acceptance.targets()) {
			CascadeMeter.ACCEPTANCE.bindGauge(registry, Tags.of("cascade.target", target), () -> share(target));
		}
	}

	private double share(String target) {
		Verdicts verdicts = this.acceptance.accepted(target).lastHour();
		return (verdicts.judged() == 0) ? Double.NaN : (double) verdicts.accepted() / verdicts.judged();
	}

}
