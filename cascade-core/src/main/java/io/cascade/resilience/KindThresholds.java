package io.cascade.resilience;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

import io.cascade.FailureKind;
import io.cascade.FailureKind.Scope;

/**
 * How many failures of a kind in a row it takes to leave a target alone, for the kinds
 * that have a rule of their own. Immutable.
 *
 * @param byKind the numbers; 0 for kinds that are never held against a target
 */
public record KindThresholds(Map<FailureKind, Integer> byKind) {

	/** No kind has a rule of its own. */
	public static final KindThresholds NONE = new KindThresholds(Map.of());

	private static final Set<Scope> OF_A_TARGET = EnumSet.of(Scope.TARGET, Scope.UPSTREAM);

	/**
	 * Thresholds with an immutable copy of the numbers.
	 */
	public KindThresholds {
		byKind = Map.copyOf(byKind);
	}

	/**
	 * Checks the numbers.
	 * @throws IllegalArgumentException naming the first that is out of bounds, or a kind
	 * that does not count against a target
	 */
	public void check() {
		this.byKind.forEach((kind, number) -> {
			if (!OF_A_TARGET.contains(kind.scope())) {
				throw new IllegalArgumentException(
						"'thresholds.%s' has no effect: such a failure does not count against a target"
							.formatted(kind.id()));
			}
			if (number < 0) {
				throw new IllegalArgumentException(
						"'thresholds.%s' must be at least 0, not %d".formatted(kind.id(), number));
			}
		});
	}

}
