package io.cascade.health;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a provider is.
 *
 * @param name the author part of its slugs, or the name of a further upstream
 * @param status the verdict
 * @param outcomes what was seen of it
 * @param targets how its targets stand, those of the configuration only
 * @param acceptance how many of their answers are accepted, where any was judged
 */
public record ProviderHealth(String name, HealthStatus status, OutcomeCounts outcomes, List<TargetAvailability> targets,
		Map<String, Accepted> acceptance) {

	/** Keeps copies. */
	public ProviderHealth {
		targets = List.copyOf(targets);
		acceptance = Collections.unmodifiableMap(new LinkedHashMap<>(acceptance));
	}

}
