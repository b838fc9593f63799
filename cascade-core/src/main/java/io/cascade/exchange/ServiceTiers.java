package io.cascade.exchange;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.cascade.Target;
import org.jspecify.annotations.Nullable;

/**
 * Service tiers of targets. OpenRouter never goes on from the {@code flex} tier to the
 * standard one by itself, so the same model at the standard tier follows as a target of
 * its own.
 *
 * @see <a href="https://openrouter.ai/docs/guides/features/service-tiers">Service
 * tiers</a>
 */
public final class ServiceTiers {

	private static final String FLEX = "flex";

	private ServiceTiers() {
	}

	/**
	 * Adds the same model at the standard tier behind each one at the {@code flex} tier.
	 * @param targets the targets in order
	 * @return the targets, each once
	 */
	public static List<Target> withStandard(List<Target> targets) {
		Map<String, Target> all = new LinkedHashMap<>();
		for (Target target : targets) {
			all.putIfAbsent(target.id(), target);
			if (isFlex(target.options().serviceTier())) {
				Target standard = target.withOptions(target.options().serviceTier(null));
				all.putIfAbsent(standard.id(), standard);
			}
		}
		return List.copyOf(all.values());
	}

	static boolean isFlex(@Nullable String tier) {
		return FLEX.equals(tier);
	}

	static List<Target> inFlex(List<Target> targets) {
		return withStandard(targets.stream().map(ServiceTiers::inFlex).toList());
	}

	static Target inFlex(Target target) {
		return target.withOptions(target.options().serviceTier(FLEX));
	}

	/** The id without the tier, {@code null} if it is none at the flex tier. */
	static @Nullable String withoutFlex(String id) {
		String standard = Target.withoutTier(id);
		return id.equals(Target.withTier(standard, FLEX)) ? standard : null;
	}

}
