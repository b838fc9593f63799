package io.cascade.observation;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * The meters of a registry by the values of their tags: to build and look up a meter for
 * each count costs more than the count. Thread-safe.
 */
final class SeriesMeters {

	private final Map<Series, Meter> meters = new ConcurrentHashMap<>();

	private final MeterRegistry registry;

	SeriesMeters(MeterRegistry registry) {
		this.registry = registry;
		registry.config().onMeterRemoved((removed) -> this.meters.values().remove(removed));
	}

	Counter counter(CascadeMeter meter, String... values) {
		return (Counter) find(meter, values,
				(series) -> Counter.builder(meter.meterName())
					.description(meter.description())
					.baseUnit(meter.baseUnit())
					.tags(meter.tags(series.values()))
					.register(this.registry));
	}

	DistributionSummary summary(CascadeMeter meter, String... values) {
		return (DistributionSummary) find(meter, values,
				(series) -> DistributionSummary.builder(meter.meterName())
					.description(meter.description())
					.tags(meter.tags(series.values()))
					.register(this.registry));
	}

	Timer timer(CascadeMeter meter, String... values) {
		return (Timer) find(meter, values,
				(series) -> Timer.builder(meter.meterName())
					.description(meter.description())
					.tags(meter.tags(series.values()))
					.register(this.registry));
	}

	private Meter find(CascadeMeter meter, String[] values, Function<Series, Meter> registered) {
		Series series = new Series(meter, List.of(values));
		Meter known = this.meters.get(series);
		return (known != null) ? known : this.meters.computeIfAbsent(series, registered);
	}

	void forget() {
		this.meters.clear();
	}

	private record Series(CascadeMeter meter, List<String> values) {

	}

}
