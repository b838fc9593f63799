package io.cascade.openrouter;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import io.cascade.Target;
import io.cascade.openrouter.RouterMetadata.RouterAttempt;
import io.cascade.pricing.ModelInfo;
import io.cascade.pricing.PriceList;
import org.jspecify.annotations.Nullable;

/**
 * Finds the target of a hop that a reported slug means. Whoever answered was asked, so
 * somebody is always found: by the name, by the catalog, as a router that may answer with
 * any model, and else by a rule, which is then marked as inferred.
 *
 * @param targets the targets of the hop, in order
 * @param prices has the dated slugs that the catalog lists
 * @see <a href="https://openrouter.ai/docs/guides/routing/routers/auto-router">Routers of
 * OpenRouter</a>
 */
record ModelMatch(List<Target> targets, PriceList prices) {

	/** Slugs of OpenRouter behind which other models answer under their own names. */
	private static final Set<String> ROUTERS = Set.of("auto", "auto-beta", "free", "fusion", "pareto", "pareto-code",
			"bodybuilder");

	private static final String PRESET = "@preset/";

	/**
	 * Who answered.
	 * @param reported the slug in the answer, {@code null} if there was none
	 * @param metadata what the router reports of its attempts
	 */
	Match answering(@Nullable String reported, RouterMetadata metadata) {
		if (this.targets.size() == 1) {
			return new Match(this.targets.get(0), false);
		}
		Target told = find(metadata.servedModel());
		if (told != null) {
			return new Match(told, false);
		}
		Target named = (reported != null) ? find(reported) : lastTried(metadata);
		if (named != null) {
			Target router = metadata.attempts().isEmpty() ? routerBefore(named) : null;
			return (router != null) ? new Match(router, true) : new Match(named, false);
		}
		return guess(reported, metadata);
	}

	private @Nullable Target lastTried(RouterMetadata metadata) {
		List<RouterAttempt> tried = metadata.attempts();
		return tried.isEmpty() ? null : find(tried.get(tried.size() - 1).model());
	}

	/** A router may have chosen the very model that stands behind it. */
	private @Nullable Target routerBefore(Target named) {
		Target first = first((target) -> target.equals(named) || isRouter(target));
		return named.equals(first) ? null : first;
	}

	/** The most similar of those that are not known to have failed, else the first. */
	private Match guess(@Nullable String reported, RouterMetadata metadata) {
		List<Target> left = this.targets.stream().filter((target) -> !hasFailed(target, metadata)).toList();
		List<Target> possible = left.isEmpty() ? this.targets : left;
		Target router = possible.stream().filter(ModelMatch::isRouter).findFirst().orElse(null);
		if (router != null && reported != null) {
			return new Match(router, false);
		}
		return new Match((reported != null) ? mostSimilar(possible, reported) : possible.get(0), true);
	}

	private boolean hasFailed(Target target, RouterMetadata metadata) {
		List<RouterAttempt> own = metadata.attempts()
			.stream()
			.filter((attempt) -> target.equals(find(attempt.model())))
			.toList();
		return !own.isEmpty() && own.stream().noneMatch(RouterAttempt::succeeded);
	}

	private static Target mostSimilar(List<Target> targets, String reported) {
		ModelName name = ModelName.of(reported);
		Target best = targets.get(0);
		double most = 0;
		for (Target target : targets) {
			double similarity = ModelName.of(target.model()).similarity(name);
			if (similarity > most) {
				best = target;
				most = similarity;
			}
		}
		return best;
	}

	/** The target that a name surely means, {@code null} if it can't be told. */
	@Nullable Target find(@Nullable String reported) {
		if (reported == null) {
			return null;
		}
		Target exact = first((target) -> target.model().equalsIgnoreCase(reported));
		Target listed = (exact != null) ? exact : canonical(reported);
		return (listed != null) ? listed : dated(reported);
	}

	private @Nullable Target first(Predicate<Target> condition) {
		for (Target target : this.targets) {
			if (condition.test(target)) {
				return target;
			}
		}
		return null;
	}

	/** Variants share the canonical slug of their model. */
	private @Nullable Target canonical(String reported) {
		ModelName name = ModelName.of(reported);
		String plain = reported.substring(0, reported.length() - name.variant().length());
		return this.targets.stream()
			.filter((target) -> plain.equalsIgnoreCase(canonicalSlug(target)))
			.min(Comparator.comparing((target) -> !ModelName.of(target.model()).variant().equals(name.variant())))
			.orElse(null);
	}

	private @Nullable String canonicalSlug(Target target) {
		ModelInfo info = this.prices.info(target);
		return (info != null) ? info.canonicalSlug() : null;
	}

	private @Nullable Target dated(String reported) {
		ModelName name = ModelName.of(reported);
		return this.targets.stream()
			.filter((target) -> ModelName.of(target.model()).isMeantBy(name))
			.min(Comparator.comparingInt((Target target) -> -common(target, name))
				.thenComparing((target) -> !ModelName.of(target.model()).variant().equals(name.variant())))
			.orElse(null);
	}

	private static int common(Target target, ModelName name) {
		return (int) ModelName.of(target.model()).words().stream().filter(name.words()::contains).count();
	}

	/** Whether other models answer behind the target, under their own names. */
	static boolean isRouter(Target target) {
		String slug = target.model();
		int slash = slug.indexOf('/');
		String name = slug.substring(slash + 1);
		return slug.startsWith(PRESET) || name.equals("router") || name.endsWith("-router")
				|| (slug.startsWith("openrouter/") && ROUTERS.contains(name));
	}

	/**
	 * Who answered.
	 *
	 * @param target the target
	 * @param inferred whether it follows from a rule alone
	 */
	record Match(Target target, boolean inferred) {

	}

}
