package io.cascade.routing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.cascade.SelectionRules;
import io.cascade.SelectionRules.OrderBy;
import io.cascade.Target;
import io.cascade.exchange.Call;
import io.cascade.health.Acceptance;
import org.jspecify.annotations.Nullable;

/**
 * How good targets are: as configured or, where the chain wants it and enough answers
 * were judged, as learnt. One per call, to which a target is as good all the time. Not
 * thread-safe.
 */
final class QualityScores {

	private final Map<String, Double> known;

	private final Call call;

	private final SelectionRules rules;

	private final Acceptance acceptance;

	QualityScores(Call call, Acceptance acceptance) {
		this.call = call;
		this.rules = call.settings().selection();
		this.known = this.rules.learnQuality() ? new HashMap<>() : Map.of();
		this.acceptance = acceptance;
	}

	/** {@code NaN} where nobody knows. */
	double of(Target target) {
		return this.rules.learnQuality() ? this.known.computeIfAbsent(target.id(), (id) -> learnt(target))
				: configured(target, Double.MAX_VALUE);
	}

	private double learnt(Target target) {
		return this.acceptance.isLearnt(target) ? this.acceptance.score(target) : configured(target, 1);
	}

	private static double configured(Target target, double most) {
		Double quality = target.traits().quality();
		return (quality != null && quality <= most) ? quality : Double.NaN;
	}

	/** What is not known is not too low. */
	boolean areTooLow(Target target) {
		Double least = this.rules.minQuality();
		return least != null && of(target) < least;
	}

	/** The target that this call tries although others are better; mostly none. */
	@Nullable Target trial() {
		if (!this.rules.learnQuality()) {
			return null;
		}
		List<Target> targets = this.call.chain().targets();
		List<Target> behind = targets.stream().filter((target) -> areTooLow(target) || isOutranked(target)).toList();
		return behind.isEmpty() ? null : this.acceptance.explore(behind, this.rules.exploration());
	}

	private boolean isOutranked(Target target) {
		return this.rules.orderBy() == OrderBy.QUALITY && firstTier().contains(target)
				&& firstTier().stream().anyMatch((other) -> of(other) > of(target));
	}

	private List<Target> firstTier() {
		List<Target> targets = this.call.chain().targets();
		int lead = Math.min(this.call.chain().lead(), targets.size());
		return targets.stream()
			.skip(lead)
			.filter((target) -> target.chain().equals(targets.get(lead).chain()))
			.toList();
	}

}
