package io.cascade.health;

import java.util.List;

import io.cascade.LeftOut;

/**
 * Whether a chain can serve.
 *
 * @param name the name of the chain
 * @param available the targets that a call made now could ask or wait for
 * @param resting the other ones, with the reason
 */
public record ChainHealth(String name, List<String> available, List<LeftOut> resting) {

	/**
	 * Whether a call made now could be answered.
	 * @return {@code true} if a target is available
	 */
	public boolean canServe() {
		return !this.available.isEmpty();
	}

}
