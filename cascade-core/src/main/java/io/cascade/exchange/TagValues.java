package io.cascade.exchange;

import java.util.Set;

import io.cascade.Target;

/**
 * What metrics, health and spending call what has no name of its own there, so that no
 * request and no upstream can make up names without end.
 */
public final class TagValues {

	/**
	 * Stands for all that only requests or upstreams bring, or for which no room is left.
	 */
	public static final String OTHER = "other";

	/** Stands for what there is not. */
	public static final String NONE = "none";

	private TagValues() {
	}

	/**
	 * The name of a target. A service tier that only a request brings is no target of its
	 * own.
	 * @param id the {@link Target#id() id} of the target
	 * @param known the ids that have values of their own
	 * @return the id, with or without its tier, or {@value #OTHER}
	 */
	public static String target(String id, Set<String> known) {
		String name = known.contains(id) ? id : Target.withoutTier(id);
		return known.contains(name) ? name : OTHER;
	}

}
