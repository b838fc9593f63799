package io.cascade.routing;

import org.jspecify.annotations.Nullable;

import io.cascade.Target;

/**
 * How good targets are, and which one is tried although others are better.
 *
 * @param merits how good targets are
 * @param target the one that is tried, {@code null} for none
 */
record Trial(Merits merits, @Nullable Target target) {

	static Trial of(Merits merits, boolean explores) {
		return new Trial(merits, explores ? merits.trial() : null);
	}

	boolean isOf(Target other) {
		return this.target != null && this.target.id().equals(other.id());
	}

}
