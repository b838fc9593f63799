package io.cascade.test;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * All scripts of a server. Thread-safe.
 */
final class Scripts {

	private final Map<String, ModelScript> models = new ConcurrentHashMap<>();

	private final FaultQueue everyRequest = new FaultQueue();

	private final FaultQueue catalog = new FaultQueue();

	ModelScript model(String slug) {
		return this.models.computeIfAbsent(slug, ModelScript::new);
	}

	Collection<ModelScript> models() {
		return this.models.values();
	}

	FaultQueue everyRequest() {
		return this.everyRequest;
	}

	FaultQueue catalog() {
		return this.catalog;
	}

	int calls(String slug) {
		ModelScript script = this.models.get(slug);
		return (script != null) ? script.calls() : 0;
	}

	List<String> unused() {
		List<String> unused = new ArrayList<>();
		this.models.values()
			.stream()
			.sorted(Comparator.comparing(ModelScript::slug))
			.forEach((script) -> script.unused().map((line) -> script.slug() + ": " + line).forEach(unused::add));
		faults("every request", this.everyRequest).forEach(unused::add);
		faults("the catalog", this.catalog).forEach(unused::add);
		return List.copyOf(unused);
	}

	private static Stream<String> faults(String of, FaultQueue queue) {
		return queue.unused()
			.stream()
			.map((fault) -> of + ": a fault that did not strike: " + FaultScript.describe(fault));
	}

	void reset() {
		this.models.clear();
		this.everyRequest.clear();
		this.catalog.clear();
	}

}
