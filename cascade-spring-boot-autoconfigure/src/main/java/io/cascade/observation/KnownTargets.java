package io.cascade.observation;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

import io.cascade.Target;
import org.jspecify.annotations.Nullable;

/**
 * The targets of the configuration. All others are {@value #OTHER} in metrics, so that no
 * request can make up a time series. Immutable.
 */
public final class KnownTargets {

	/** Stands for all that only requests or upstreams bring. */
	public static final String OTHER = "other";

	/** Stands for what there is not. */
	public static final String NONE = "none";

	private final Set<String> ids = new HashSet<>();

	private final Set<String> models = new HashSet<>();

	/**
	 * The targets that are told apart.
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
	 * @return the id, {@value #OTHER} or {@value #NONE}
	 */
	public String target(@Nullable String id) {
		return fold((id == null || this.ids.contains(id)) ? id : withoutTier(id), this.ids);
	}

	/** A service tier that only a request brings is no target of its own. */
	private static String withoutTier(String id) {
		int at = id.lastIndexOf('@');
		return (at > 0) ? id.substring(0, at) : id;
	}

	/**
	 * The value for a model.
	 * @param slug the slug of a model, or {@code null}
	 * @return the slug, {@value #OTHER} or {@value #NONE}
	 */
	public String model(@Nullable String slug) {
		return fold(slug, this.models);
	}

	private static String fold(@Nullable String value, Set<String> known) {
		if (value == null) {
			return NONE;
		}
		return known.contains(value) ? value : OTHER;
	}

}
