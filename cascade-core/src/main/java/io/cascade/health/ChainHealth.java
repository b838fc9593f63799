package io.cascade.health;

import java.util.List;

import io.cascade.LeftOut;

/**
 * Whether a chain can serve.
 *
 * @param name the name of the chain
 * @param canServe whether a call made now would ask a target that may be asked, at once
 * or after a wait that it accepts; one that is asked by force does not count, and a
 * budget that is spent counts against no target
 * @param available the targets that may be asked now
 * @param leftOut the other ones, with the reason
 */
public record ChainHealth(String name, boolean canServe, List<String> available, List<LeftOut> leftOut) {

	/** Keeps copies. */
	public ChainHealth {
		available = List.copyOf(available);
		leftOut = List.copyOf(leftOut);
	}

}
