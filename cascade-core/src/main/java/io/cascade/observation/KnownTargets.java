package io.cascade.observation;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

import io.cascade.Target;
import io.cascade.exchange.TagValues;
import org.jspecify.annotations.Nullable;

/**
 * The targets of the configuration. All others are {@value TagValues#OTHER} in metrics,
 * so that no request can make up a time series. Immutable.
 */
public final class KnownTargets {

	private final Set<String> ids = new HashSet<>();

	private final Set<String> models = new HashSet<>();

	/**
	 * The targets that have values of their own.
	 * @param configured the targets of the configuration
	 */
	public KnownTargets(Collection<Target> configured) {
		configured.forEach((target) -> {
			this.ids.add(target.id());
			this.models.add(target.model());
		});
	}

	/**
	 * The value for a target.
	 * @param id the id of a target, or {@code null}
	 * @return the id, {@value TagValues#OTHER} or {@value TagValues#NONE}
	 */
	public String target(@Nullable String id) {
		return (id != null) ? TagValues.target(id, this.ids) : TagValues.NONE;
	}

	/**
	 * The value for a model.
	 * @param slug the slug of a model, or {@code null}
	 * @return the slug, {@value TagValues#OTHER} or {@value TagValues#NONE}
	 */
	public String model(@Nullable String slug) {
		if (slug == null) {
			return TagValues.NONE;
		}
		return this.models.contains(slug) ? slug : TagValues.OTHER;
	}

}
