package io.cascade.conformance;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationView;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the observations that were stopped.
 */
final class Observed implements ObservationHandler<Observation.Context> {

	private final List<Observation.Context> stopped = new CopyOnWriteArrayList<>();

	private final List<String> events = new CopyOnWriteArrayList<>();

	static ObservationRegistry registry(ObservationHandler<?>... handlers) {
		ObservationRegistry registry = ObservationRegistry.create();
		for (ObservationHandler<?> handler : handlers) {
			registry.observationConfig().observationHandler(handler);
		}
		return registry;
	}

	void clear() {
		this.stopped.clear();
		this.events.clear();
	}

	@Override
	public void onEvent(Observation.Event event, Observation.Context context) {
		this.events.add(event.getContextualName());
	}

	@Override
	public void onStop(Observation.Context context) {
		this.stopped.add(context);
	}

	@Override
	public boolean supportsContext(Observation.Context context) {
		return true;
	}

	List<String> events() {
		return this.events;
	}

	List<Observation.Context> named(String name) {
		return this.stopped.stream().filter((context) -> name.equals(context.getName())).toList();
	}

	Observation.Context only(String name) {
		List<Observation.Context> found = named(name);
		if (found.size() != 1) {
			throw new AssertionError("%d observations are named %s".formatted(found.size(), name));
		}
		return found.get(0);
	}

	static Map<String, String> low(Observation.Context context) {
		return context.getLowCardinalityKeyValues()
			.stream()
			.collect(Collectors.toMap(KeyValue::getKey, KeyValue::getValue));
	}

	static Map<String, String> high(Observation.Context context) {
		return context.getHighCardinalityKeyValues()
			.stream()
			.collect(Collectors.toMap(KeyValue::getKey, KeyValue::getValue));
	}

	static @Nullable ObservationView parent(Observation.Context context) {
		return context.getParentObservation();
	}

}
