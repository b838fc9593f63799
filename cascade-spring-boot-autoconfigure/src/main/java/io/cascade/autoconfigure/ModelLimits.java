package io.cascade.autoconfigure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.cascade.Target;
import io.cascade.exchange.Chains;
import io.cascade.resilience.LimitRules;
import io.cascade.resilience.LimitScope;
import org.jspecify.annotations.Nullable;

/**
 * Makes limits of models of the properties.
 *
 * @param properties the limits
 */
record ModelLimits(AllLimitsProperties properties) {

	private static final String KEY = "cascade.limits.models[%d]";

	/** Those of single models first, in the order of the configuration. */
	List<Limited> all() {
		List<Limited> all = new ArrayList<>();
		Set<String> names = new HashSet<>();
		List<ModelLimitProperties> models = this.properties.models();
		for (int i = 0; i < models.size(); i++) {
			Limited limited = of(models.get(i), KEY.formatted(i));
			if (!names.add(limited.scope().name())) {
				throw new CascadeConfigurationException(KEY.formatted(i) + ".id",
						"there is a limit for '%s' before, or for a slug that differs in signs only"
							.formatted(models.get(i).id()),
						"Write one entry for it.");
			}
			all.add(limited);
		}
		LimitRules free = this.properties.ofFree();
		PropertyCheck.check("cascade.limits.free", free::check);
		if (!free.isOn() && (this.properties.free().whenFull() != null || this.properties.free().maxWait() != null)) {
			throw new CascadeConfigurationException("cascade.limits.free",
					"it has neither max-in-flight nor max-per-minute, so nothing is limited",
					"Set one of them, or remove the other keys.");
		}
		if (free.isOn()) {
			all.add(new Limited(LimitScope.models(":free", Target::isFree), free));
		}
		return all;
	}

	private Limited of(ModelLimitProperties model, String key) {
		String id = (model.id() != null) ? model.id().strip() : "";
		if (id.isEmpty()) {
			throw new CascadeConfigurationException(key + ".id", "it is missing",
					"Set it to a slug as a chain writes it, such as 'openai/gpt-4.1-mini', or a pattern such as 'anthropic/*'.");
		}
		LimitRules rules = this.properties.of(model);
		PropertyCheck.check(key, rules::check);
		if (!rules.isOn()) {
			throw new CascadeConfigurationException(key,
					"'%s' has neither max-in-flight nor max-per-minute".formatted(id),
					"Set one of them, or remove the entry.");
		}
		return new Limited(LimitScope.models(id, named(id)), rules);
	}

	private static Predicate<Target> named(String id) {
		Predicate<String> matches = id.contains("*") ? pattern(id).asMatchPredicate() : id::equals;
		return (target) -> matches.test(slug(target));
	}

	private static Pattern pattern(String id) {
		return Pattern
			.compile(Arrays.stream(id.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
	}

	/** A tier of a model shares its limits. */
	private static String slug(Target target) {
		return target.upstream().isDefault() ? target.model() : target.upstream().name() + "/" + target.model();
	}

	/** A limit of what no chain lists holds for requests that name it, or is misspelt. */
	List<String> warnings(Chains chains) {
		List<Target> targets = chains.all().stream().flatMap((chain) -> chain.targets().stream()).toList();
		List<String> warnings = new ArrayList<>();
		List<ModelLimitProperties> models = this.properties.models();
		for (int i = 0; i < models.size(); i++) {
			String id = Objects.requireNonNullElse(models.get(i).id(), "").strip();
			if (!id.isEmpty() && targets.stream().noneMatch(named(id))) {
				warnings.add("cascade.limits.models[%d].id: no chain lists '%s'%s".formatted(i, id,
						meant(id, targets.stream().map(ModelLimits::slug).distinct().toList())));
			}
		}
		return warnings;
	}

	private static String meant(String id, List<String> slugs) {
		String nearest = id.contains("*") ? null : near(id, slugs);
		return (nearest != null) ? "; did you mean '%s'?".formatted(nearest)
				: ", so the limit holds only for requests that name such a model themselves";
	}

	/** Somebody who forgot the author, or the variant, is near too. */
	private static @Nullable String near(String id, List<String> slugs) {
		return slugs.stream()
			.filter((slug) -> slug.endsWith("/" + id) || slug.startsWith(id + ":"))
			.findFirst()
			.orElseGet(() -> Spelling.nearest(id, slugs));
	}

	/**
	 * A limit.
	 *
	 * @param scope whose requests count
	 * @param rules how many there may be
	 */
	record Limited(LimitScope scope, LimitRules rules) {

	}

}
