package io.cascade.observation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler.IgnoredMeters;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The timers of calls and hops beside those of Micrometer's own handler.
 */
class ObservedMetersTests {

	private final Observed usual = new Observed();

	private final Observed ours = new Observed();

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	@DisplayName("the meters of observations have the names, tags and values that Micrometer's own handler gives them")
	void measuresWhatTheUsualHandlerMeasures(boolean active) {
		this.usual.handledBy(this.usual.handler(active));
		this.ours.handledBy(this.ours.front(active));
		for (Observed each : List.of(this.usual, this.ours)) {
			each.observe("a", null);
			each.observe("a", null);
			each.observe("b", new IllegalStateException("lost"));
			each.observe("b", new IllegalStateException("lost"));
			each.begin("a").event(Observation.Event.of("attempt"));
			each.begin("c");
		}
		assertThat(this.ours.measured()).isEqualTo(this.usual.measured()).isNotEmpty();
		assertThat(this.ours.meters.find("calls.active").meters()).hasSize(active ? 3 : 0);
	}

	@Test
	@DisplayName("a meter that was removed is registered anew")
	void registersAnewWhatWasRemoved() {
		this.ours.handledBy(this.ours.front(true));
		this.ours.observe("a", null);
		this.ours.observe("a", null);
		this.ours.observe("a", null);
		this.ours.meters.clear();
		this.ours.observe("a", null);
		assertThat(this.ours.meters.get("calls").timer().count()).isEqualTo(1);
		assertThat(this.ours.meters.get("calls.active").longTaskTimers()).hasSize(1);
	}

	@Test
	@DisplayName("what was forgotten counts on")
	void goesOnWhenItHasForgotten() {
		ObservedMeters handler = this.ours.front(true);
		this.ours.handledBy(handler);
		this.ours.observe("a", null);
		this.ours.observe("a", null);
		handler.forget();
		this.ours.observe("a", null);
		assertThat(this.ours.meters.get("calls").timer().count()).isEqualTo(3);
	}

	@Test
	@DisplayName("other observations are the usual handler's, and so are all where that is of another class")
	void leavesAllElseToTheUsualHandler() {
		assertThat(this.ours.front(true).supportsContext(new Observation.Context())).isFalse();
		DefaultMeterObservationHandler special = new DefaultMeterObservationHandler(this.ours.meters) {

		};
		assertThat(new ObservedMeters(this.ours.meters, special).supportsContext(new Plain())).isFalse();
	}

	/**
	 * A registry with its own clock.
	 */
	private static final class Observed {

		private final MockClock clock = new MockClock();

		private final MeterRegistry meters = new SimpleMeterRegistry(SimpleConfig.DEFAULT, this.clock);

		private final ObservationRegistry registry = ObservationRegistry.create();

		DefaultMeterObservationHandler handler(boolean active) {
			return active ? new DefaultMeterObservationHandler(this.meters)
					: new DefaultMeterObservationHandler(this.meters, IgnoredMeters.LONG_TASK_TIMER);
		}

		ObservedMeters front(boolean active) {
			return new ObservedMeters(this.meters, handler(active));
		}

		void handledBy(ObservationHandler<Observation.Context> handler) {
			this.registry.observationConfig()
				.observationHandler(new FirstMatchingCompositeObservationHandler(List.of(handler)));
		}

		Observation begin(String chain) {
			Observation observation = Observation.createNotStarted("calls", Plain::new, this.registry)
				.lowCardinalityKeyValue("chain", chain)
				.lowCardinalityKeyValue("outcome", "none")
				.start();
			this.clock.add(Duration.ofMillis(30));
			return observation;
		}

		void observe(String chain, @Nullable RuntimeException failure) {
			Observation observation = begin(chain).lowCardinalityKeyValue("outcome", "told");
			if (failure != null) {
				observation.error(failure);
			}
			observation.stop();
		}

		/** Values by the ids of their meters. */
		Map<String, List<String>> measured() {
			Map<String, List<String>> all = new TreeMap<>();
			for (Meter meter : this.meters.getMeters()) {
				all.put(meter.getId() + " " + meter.getId().getType() + " " + meter.getId().getDescription(),
						StreamSupport.stream(meter.measure().spliterator(), false).map(Measurement::toString).toList());
			}
			return all;
		}

	}

	private static final class Plain extends ObservedContext {

	}

}
