package io.cascade.autoconfigure;

import org.jspecify.annotations.Nullable;

/**
 * Reads configured keys.
 */
final class ApiKey {

	private ApiKey() {
	}

	/** A blank key, or one with a placeholder that was not resolved, is none. */
	static @Nullable String of(@Nullable String configured) {
		return (configured == null || configured.isBlank() || configured.contains("${")) ? null : configured.strip();
	}

}
