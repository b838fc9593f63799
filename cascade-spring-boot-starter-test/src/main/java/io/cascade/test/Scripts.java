package io.cascade.test;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All scripts of a server. Thread-safe.
 */
final class Scripts {

	private final Map<String, ModelScript> models = new ConcurrentHashMap<>();

	private final FaultQueue everyRequest = new FaultQueue();

	private final FaultQueue catalogue = new FaultQueue();

	ModelScript model(String slug) {
		return this.models.computeIfAbsent(slug, ModelScript::new);
	}

	Collection<ModelScript> models() {
		return this.models.values();
	}

	FaultQueue everyRequest() {
		return this.everyRequest;
	}

	FaultQueue catalogue() {
		return this.catalogue;
	}

	int calls(String slug) {
		ModelScript script = this.models.get(slug);
		return (script != null) ? script.calls() : 0;
	}

	void reset() {
		this.models.clear();
		this.everyRequest.clear();
		this.catalogue.clear();
	}

}
