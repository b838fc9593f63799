package io.cascade.gateway;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * Records requests as a timer. Thread-safe.
 */
final class MeterRecorder implements GatewayMeters.Recorder {

	private final Map<Series, Timer> timers = new ConcurrentHashMap<>();

	private final MeterRegistry registry;

	MeterRecorder(MeterRegistry registry) {
		this.registry = registry;
	}

	@Override
	public void record(String endpoint, String key, String outcome, long nanos) {
		this.timers.computeIfAbsent(new Series(endpoint, key, outcome), this::timer)
			.record(nanos, TimeUnit.NANOSECONDS);
	}

	private Timer timer(Series series) {
		return Timer.builder("cascade.gateway.requests")
			.description("Requests of clients until their last byte")
			.tag("cascade.endpoint", series.endpoint())
			.tag("cascade.key", series.key())
			.tag("cascade.outcome", series.outcome())
			.register(this.registry);
	}

	/**
	 * The tags of a timer.
	 *
	 * @param endpoint the endpoint
	 * @param key the name of the key
	 * @param outcome a status, or how a response ended
	 */
	private record Series(String endpoint, String key, String outcome) {

	}

}
