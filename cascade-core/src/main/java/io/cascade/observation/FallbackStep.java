package io.cascade.observation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.cascade.Attempt;
import io.cascade.Attempt.Outcome;
import io.cascade.CallView;
import io.cascade.Hop;

/**
 * A step of a call to a target that it had not asked before. What a hedge asked beside it
 * is none, nor is a retry.
 *
 * @param from the target that was left
 * @param to the target that was asked then
 * @param won whether that one answered
 */
record FallbackStep(String from, String to, boolean won) {

	/** The steps of a call, in order. Not one for most calls. */
	static List<FallbackStep> of(CallView call, List<Attempt> attempts) {
		if (attempts.size() < 2) {
			return List.of();
		}
		Map<String, Boolean> asked = new LinkedHashMap<>();
		for (Attempt attempt : attempts) {
			if (call.cause(attempt.hop()) != Hop.Cause.HEDGE) {
				asked.merge(attempt.target(), attempt.outcome() == Outcome.ANSWERED, Boolean::logicalOr);
			}
		}
		List<FallbackStep> steps = new ArrayList<>(asked.size());
		String from = null;
		for (Map.Entry<String, Boolean> target : asked.entrySet()) {
			if (from != null) {
				steps.add(new FallbackStep(from, target.getKey(), target.getValue()));
			}
			from = target.getKey();
		}
		return steps;
	}

}
