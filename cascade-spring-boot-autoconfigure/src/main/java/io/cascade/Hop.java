package io.cascade;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One HTTP request: consecutive targets of one upstream whose bodies are equal.
 *
 * @param index the position in the call, from 0
 * @param targets the targets in order, never empty
 * @param options the effective options, request over model over chain
 * @param provider the effective provider preferences
 */
public record Hop(int index, List<Target> targets, Options options, ProviderPreferences provider) {

	/**
	 * The first target.
	 * @return the first target
	 */
	public Target first() {
		return this.targets.get(0);
	}

	/**
	 * Where the request goes.
	 * @return the upstream of all targets
	 */
	public Upstream upstream() {
		return first().upstream();
	}

	@Override
	public String toString() {
		return this.targets.stream().map(Target::id).collect(Collectors.joining(", ", "[", "]"));
	}

}
