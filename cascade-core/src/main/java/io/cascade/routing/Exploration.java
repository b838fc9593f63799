package io.cascade.routing;

import io.cascade.Target;
import org.jspecify.annotations.Nullable;

/**
 * How good targets are, and which one is tried although others are better.
 *
 * @param scores how good targets are
 * @param target the one that is tried, {@code null} for none
 */
record Exploration(QualityScores scores, @Nullable Target target) {

	static Exploration of(QualityScores scores, boolean explores) {
		return new Exploration(scores, explores ? scores.trial() : null);
	}

	boolean isOf(Target other) {
		return this.target != null && this.target.id().equals(other.id());
	}

}
