package io.cascade.observation;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.cascade.exchange.Forgetful;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.observation.MeterObservationHandler;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * The timers of calls and hops, the same that Micrometer's own handler makes. That one
 * builds and looks up two meters for each observation; here they are found by their key
 * values, and all else is left to it. Thread-safe.
 */
public final class ObservedMeters implements MeterObservationHandler<Observation.Context>, Forgetful {

	private final Map<Series, Meter> meters = new ConcurrentHashMap<>();

	private final MeterRegistry registry;

	private final DefaultMeterObservationHandler usual;

	/** Whether it counts what is under way, which only that handler knows. */
	private volatile @Nullable Boolean countsActive;

	/**
	 * A handler in front of another one.
	 * @param registry where the other one has its meters
	 * @param usual handles all other observations
	 */
	public ObservedMeters(MeterRegistry registry, DefaultMeterObservationHandler usual) {
		this.registry = registry;
		this.usual = usual;
		registry.config().onMeterRemoved((removed) -> this.meters.values().remove(removed));
	}

	/** What a subclass does is not known. */
	@Override
	public boolean supportsContext(Observation.Context context) {
		return context instanceof ObservedContext && this.usual.getClass() == DefaultMeterObservationHandler.class;
	}

	@Override
	public void onStart(Observation.Context context) {
		Boolean counts = this.countsActive;
		if (counts == null) {
			this.usual.onStart(context);
			this.countsActive = context.containsKey(LongTaskTimer.Sample.class);
		}
		else {
			LongTaskTimer.Sample active = counts ? active(context).start() : null;
			((ObservedContext) context).begin(new Timing(now(), active));
		}
	}

	@Override
	public void onEvent(Observation.Event event, Observation.Context context) {
		this.usual.onEvent(event, context);
	}

	@Override
	public void onStop(Observation.Context context) {
		Timing timing = ((ObservedContext) context).timing();
		if (timing == null) {
			this.usual.onStop(context);
			return;
		}
		timer(context).record(now() - timing.beganAt(), TimeUnit.NANOSECONDS);
		if (timing.active() != null) {
			timing.active().stop();
		}
	}

	private long now() {
		return this.registry.config().clock().monotonicTime();
	}

	private LongTaskTimer active(Observation.Context context) {
		Series series = new Series(String.valueOf(context.getName()), context.getLowCardinalityKeyValues(), null);
		Meter known = this.meters.get(series);
		return (LongTaskTimer) ((known != null) ? known : this.meters.computeIfAbsent(series, this::newActive));
	}

	private LongTaskTimer newActive(Series series) {
		return LongTaskTimer.builder(series.name() + ".active").tags(series.tags()).register(this.registry);
	}

	private Timer timer(Observation.Context context) {
		Throwable error = context.getError();
		String name = (error != null) ? error.getClass().getSimpleName() : KeyValue.NONE_VALUE;
		Series series = new Series(String.valueOf(context.getName()), context.getLowCardinalityKeyValues(), name);
		Meter known = this.meters.get(series);
		return (Timer) ((known != null) ? known : this.meters.computeIfAbsent(series, this::newTimer));
	}

	private Timer newTimer(Series series) {
		return Timer.builder(series.name()).tags(series.tags()).register(this.registry);
	}

	/**
	 * Forgets which meters there were. What was measured is the registry's.
	 */
	@Override
	public void forget() {
		this.meters.clear();
		this.countsActive = null;
	}

	/**
	 * An observation under way.
	 *
	 * @param beganAt by the clock of the registry
	 * @param active counts it, {@code null} where nobody does
	 */
	record Timing(long beganAt, LongTaskTimer.@Nullable Sample active) {

	}

	/**
	 * What tells the meters apart.
	 *
	 * @param name of the observation
	 * @param values those of low cardinality
	 * @param error the class of what went wrong, {@code null} while it is under way
	 */
	private record Series(String name, KeyValues values, @Nullable String error) {

		Tags tags() {
			Tags tags = Tags.of(this.values.stream().map((each) -> Tag.of(each.getKey(), each.getValue())).toList());
			return (this.error != null) ? tags.and("error", this.error) : tags;
		}

	}

}
