package io.cascade.autoconfigure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Refuses fittings that would change who is asked, what, and what it may cost.
 */
final class FittingCheck {

	private static final Set<String> UNTOUCHED = Set.of("model", "models", "messages", "stream", "n", "provider");

	private static final Set<String> LIMITS = Set.of("max_tokens", "max_completion_tokens");

	private FittingCheck() {
	}

	static void check(String prefix, FittingProperties fitting) {
		check(prefix, new ModelFittingProperties(List.of(), List.of(), fitting.leaveOut(), fitting.rename(),
				fitting.force(), fitting.take()));
		for (int i = 0; i < fitting.models().size(); i++) {
			String property = "%s.models[%d]".formatted(prefix, i);
			if (fitting.models().get(i).match().isEmpty()) {
				throw new CascadeConfigurationException(property + ".match", "there is no pattern",
						"List patterns of model names such as 'o3*', or move the keys up to have them for all models.");
			}
			check(property, fitting.models().get(i));
		}
	}

	private static void check(String prefix, ModelFittingProperties fitting) {
		none(prefix + ".leave-out", fitting.leaveOut(), UNTOUCHED);
		none(prefix + ".rename", fitting.rename().keySet(), UNTOUCHED);
		none(prefix + ".rename", fitting.rename().values(), UNTOUCHED);
		none(prefix + ".force", fitting.force().keySet(), UNTOUCHED);
		none(prefix + ".force", fitting.force().keySet(), LIMITS);
	}

	private static void none(String property, Collection<String> fields, Set<String> refused) {
		List<String> found = new ArrayList<>(fields);
		found.retainAll(refused);
		if (!found.isEmpty()) {
			throw new CascadeConfigurationException(property, "it must not name '%s'".formatted(found.get(0)),
					LIMITS.contains(found.get(0)) ? "Set 'max-tokens' in the options: what a call may cost goes by it."
							: "Remove it: the chain and the request decide it.");
		}
	}

}
