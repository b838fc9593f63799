package io.cascade;

import java.util.List;

/**
 * A named, ordered list of targets with its settings. Immutable.
 *
 * @param name the name under {@code cascade.chains}
 * @param targets cheapest or fastest first, the safety net last; those of the chain that
 * it escalates to follow
 * @param options its parameters, for models that a request brings
 * @param provider its provider preferences, for models that a request brings
 * @param settings how its calls behave
 */
public record Chain(String name, List<Target> targets, Options options, ProviderPreferences provider,
		CallSettings settings) {

	/**
	 * A copy with other targets.
	 * @param others the targets
	 * @return the copy
	 */
	public Chain withTargets(List<Target> others) {
		return new Chain(this.name, others, this.options, this.provider, this.settings);
	}

}
