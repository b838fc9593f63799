package io.cascade.autoconfigure;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Reads configured keys.
 */
final class ApiKey {

	private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([\\w.-]+)");

	private ApiKey() {
	}

	/** A blank key, or one with a placeholder that was not resolved, is none. */
	static @Nullable String of(@Nullable String configured) {
		return (configured == null || configured.isBlank() || configured.contains("${")) ? null : configured.strip();
	}

	/** The name in a placeholder that was not resolved. */
	static @Nullable String placeholder(@Nullable String configured) {
		Matcher placeholder = PLACEHOLDER.matcher((configured != null) ? configured : "");
		return placeholder.find() ? placeholder.group(1) : null;
	}

}
