package io.cascade.resilience;

import java.util.Locale;
import java.util.function.Predicate;

import io.cascade.FailureKind;
import io.cascade.Target;

/**
 * Whose requests a limit counts. Immutable.
 *
 * @param name the name, after {@code cascade-}, of the bulkhead and the rate limiter
 * @param words the owner of the limit, for messages
 * @param targets the targets whose requests count
 * @param full what becomes of a request that is too much
 */
public record LimitScope(String name, String words, Predicate<Target> targets, FailureKind full) {

	/**
	 * All requests to an upstream.
	 * @param name the name of the upstream
	 * @return the scope
	 */
	public static LimitScope upstream(String name) {
		return new LimitScope(name, "", (target) -> target.upstream().name().equals(name), FailureKind.SATURATED);
	}

	/**
	 * Requests that ask some models first: such a model begins a request of its own, so
	 * that none is asked without being counted.
	 * @param name the name of the limit
	 * @param targets the models
	 * @return the scope
	 */
	public static LimitScope models(String name, Predicate<Target> targets) {
		return new LimitScope("limit-" + name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-"), " for " + name,
				targets, FailureKind.MODEL_LIMIT);
	}

	boolean isOfModels() {
		return this.full == FailureKind.MODEL_LIMIT;
	}

	@Override
	public String toString() {
		return "LimitScope[" + this.name + "]";
	}

}
