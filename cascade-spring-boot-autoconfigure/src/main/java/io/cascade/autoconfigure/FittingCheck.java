package io.cascade.autoconfigure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Refuses fittings that would change who is asked, what, and what it may cost.
 */
final class FittingCheck {

	private static final Set<String> UNTOUCHED = Set.of("model", "models", "messages", "stream", "n", "provider");

	private static final Set<String> LIMITS = Set.of("max_tokens", "max_completion_tokens");

	/** Options as the configuration writes them, and what else a request has. */
	private static final Set<String> KEYS = Stream
		.concat(KeyNode.of(OptionsProperties.class).keys().keySet().stream(),
				Stream.of("stream-options", "response-format", "tool-choice"))
		.filter((key) -> key.indexOf('-') >= 0)
		.collect(Collectors.toUnmodifiableSet());

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
		fields(prefix + ".leave-out", fitting.leaveOut());
		fields(prefix + ".rename", fitting.rename().keySet());
		fields(prefix + ".rename", fitting.rename().values());
		fields(prefix + ".force", fitting.force().keySet());
		fields(prefix + ".take", fitting.take());
		none(prefix + ".leave-out", fitting.leaveOut(), UNTOUCHED);
		none(prefix + ".rename", fitting.rename().keySet(), UNTOUCHED);
		renamed(prefix + ".rename", fitting.rename());
		both(prefix + ".leave-out", fitting);
		none(prefix + ".rename", fitting.rename().values(), UNTOUCHED);
		none(prefix + ".force", fitting.force().keySet(), UNTOUCHED);
		none(prefix + ".force", fitting.force().keySet(), LIMITS);
	}

	private static void renamed(String property, Map<String, String> names) {
		names.forEach((name, other) -> {
			if (other.isBlank() || name.matches("\\d+")) {
				throw new CascadeConfigurationException(property, "a field has no name",
						"Write the field and its other name, such as 'max_tokens: max_completion_tokens'.");
			}
		});
	}

	private static void both(String property, ModelFittingProperties fitting) {
		fitting.leaveOut()
			.stream()
			.filter((field) -> fitting.force().containsKey(field) || fitting.take().contains(field))
			.findFirst()
			.ifPresent((field) -> {
				throw new CascadeConfigurationException(property,
						"'%s' is left out here, and sent by 'force' or 'take' beside it".formatted(field),
						"Remove it from one of them.");
			});
	}

	/** No request has a field with a dash, so nothing would be changed. */
	private static void fields(String property, Collection<String> fields) {
		for (String field : fields) {
			if (KEYS.contains(field)) {
				throw new CascadeConfigurationException(property,
						"no request has a field '%s': fields are written with underscores".formatted(field),
						"Write '%s'.".formatted(field.replace('-', '_')));
			}
		}
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
