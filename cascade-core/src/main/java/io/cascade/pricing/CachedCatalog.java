package io.cascade.pricing;

import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import io.cascade.Upstream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Keeps the last copy of an upstream's catalog in memory. Thread-safe.
 *
 * @see <a href="https://openrouter.ai/docs/features/provider-routing">Provider
 * routing</a>, for the shortcuts
 */
public final class CachedCatalog implements ModelCatalog {

	/** Suffixes that choose a provider; the model stays the same. */
	private static final Set<String> SHORTCUTS = Set.of("nitro", "floor", "exacto");

	private final String upstream;

	private final Clock clock;

	private volatile Supplier<Mono<Void>> reader = Mono::empty;

	private volatile Copy copy = new Copy(Map.of(), 0, null);

	/**
	 * An empty one.
	 * @param upstream the name of the upstream that it is for
	 * @param clock the time of updates
	 */
	public CachedCatalog(String upstream, Clock clock) {
		this.upstream = upstream;
		this.clock = clock;
	}

	/**
	 * Replaces all models at once.
	 * @param models the models; an empty list is ignored, and the last copy stays
	 */
	public void update(List<ModelInfo> models) {
		if (!models.isEmpty()) {
			this.copy = Copy.of(models, this.clock.instant());
		}
	}

	/**
	 * Sets what updates this catalog on a refresh.
	 * @param reader reads the models anew and updates this; completes when that is over
	 */
	public void readBy(Supplier<Mono<Void>> reader) {
		this.reader = reader;
	}

	@Override
	public Mono<Void> refresh() {
		return Mono.defer(this.reader);
	}

	/**
	 * Looks a model up by its id, then by its canonical slug. Routing shortcuts such as
	 * {@code :nitro} are those of the model without them, unless they are listed.
	 */
	@Override
	public @Nullable ModelInfo find(Upstream upstream, String slug) {
		if (!upstream.name().equals(this.upstream)) {
			return null;
		}
		Map<String, ModelInfo> models = this.copy.models();
		ModelInfo model = models.get(slug);
		return (model != null) ? model : models.get(withoutShortcut(slug));
	}

	/** From the first update on. */
	@Override
	public boolean isKnown(Upstream upstream) {
		return upstream.name().equals(this.upstream) && this.copy.at() != null;
	}

	/** The ids and the canonical slugs. */
	@Override
	public Set<String> slugs(Upstream upstream) {
		return upstream.name().equals(this.upstream) ? Collections.unmodifiableSet(this.copy.models().keySet())
				: Set.of();
	}

	private static String withoutShortcut(String slug) {
		int colon = slug.lastIndexOf(':');
		return (colon > 0 && SHORTCUTS.contains(slug.substring(colon + 1))) ? slug.substring(0, colon) : slug;
	}

	/**
	 * How many models it has.
	 * @return the number, 0 before the first update
	 */
	public int size() {
		return this.copy.size();
	}

	/**
	 * When the copy was made.
	 * @return the instant, {@code null} before the first update
	 */
	public @Nullable Instant updatedAt() {
		return this.copy.at();
	}

	/**
	 * A copy of the catalog.
	 *
	 * @param models by id, and by canonical slug where no id has that name
	 * @param size how many models
	 * @param at when it was made
	 */
	private record Copy(Map<String, ModelInfo> models, int size, @Nullable Instant at) {

		static Copy of(List<ModelInfo> models, Instant at) {
			Map<String, ModelInfo> byId = new HashMap<>();
			models.forEach((model) -> byId.put(model.id(), model));
			Map<String, ModelInfo> all = canonical(models);
			all.putAll(byId);
			return new Copy(all, byId.size(), at);
		}

		private static Map<String, ModelInfo> canonical(List<ModelInfo> models) {
			Map<String, ModelInfo> canonical = new HashMap<>();
			for (ModelInfo model : models) {
				if (model.canonicalSlug() != null) {
					canonical.merge(model.canonicalSlug(), model, Copy::plainer);
				}
			}
			return canonical;
		}

		/** Variants such as {@code :free} share the canonical slug of the model. */
		private static ModelInfo plainer(ModelInfo first, ModelInfo other) {
			return (first.id().contains(":") && !other.id().contains(":")) ? other : first;
		}

	}

}
