package io.cascade.autoconfigure;

import java.util.Map;

/**
 * Defaults of a chain that differ from the usual ones. Whatever is set wins.
 */
enum Profile {

	/** The defaults that each key documents. */
	BALANCED(Map.of()),

	/** For a user who waits: short time limits for each model. */
	INTERACTIVE(Map.of("deadline", "60s", "first-token-timeout", "15s", "idle-timeout", "15s", "retry.max-wait", "2s")),

	/**
	 * For work in the background: long time limits, since waiting costs less than another
	 * model.
	 */
	BATCH(Map.of("deadline", "10m", "first-token-timeout", "120s", "idle-timeout", "60s", "on-break", "restart",
			"retry.max-attempts", "3", "retry.max-wait", "60s", "retry.prefer", "same"));

	private final Map<String, String> defaults;

	Profile(Map<String, String> defaults) {
		this.defaults = defaults;
	}

	/** By the keys of a chain. */
	Map<String, String> defaults() {
		return this.defaults;
	}

}
