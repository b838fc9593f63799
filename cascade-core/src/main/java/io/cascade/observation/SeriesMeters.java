package io.cascade.observation;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

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
		Series series = new Series(meter, values);
		Meter known = this.meters.get(series);
		return (Counter) ((known != null) ? known : this.meters.computeIfAbsent(series, this::newCounter));
	}

	private Counter newCounter(Series series) {
		return Counter.builder(series.meter.meterName())
			.description(series.meter.description())
			.baseUnit(series.meter.baseUnit())
			.tags(series.tags())
			.register(this.registry);
	}

	DistributionSummary summary(CascadeMeter meter, String... values) {
		Series series = new Series(meter, values);
		Meter known = this.meters.get(series);
		return (DistributionSummary) ((known != null) ? known : this.meters.computeIfAbsent(series, this::newSummary));
	}

	private DistributionSummary newSummary(Series series) {
		return DistributionSummary.builder(series.meter.meterName())
			.description(series.meter.description())
			.tags(series.tags())
			.register(this.registry);
	}

	Timer timer(CascadeMeter meter, String... values) {
		Series series = new Series(meter, values);
		Meter known = this.meters.get(series);
		return (Timer) ((known != null) ? known : this.meters.computeIfAbsent(series, this::newTimer));
	}

	private Timer newTimer(Series series) {
		return Timer.builder(series.meter.meterName())
			.description(series.meter.description())
			.tags(series.tags())
			.register(this.registry);
	}

	void forget() {
		this.meters.clear();
	}

	/** What tells the meters apart, made for each count. */
	private static final class Series {

		private final CascadeMeter meter;

		private final String[] values;

		Series(CascadeMeter meter, String[] values) {
			this.meter = meter;
			this.values = values;
		}

		Tags tags() {
			return this.meter.tags(this.values);
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Series series && this.meter == series.meter
					&& Arrays.equals(this.values, series.values);
		}

		@Override
		public int hashCode() {
			return 31 * this.meter.hashCode() + Arrays.hashCode(this.values);
		}

	}

}
