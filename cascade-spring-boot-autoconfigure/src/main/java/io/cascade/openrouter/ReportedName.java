package io.cascade.openrouter;

import org.jspecify.annotations.Nullable;

/**
 * A name or an id as an upstream sent it, made fit for log lines and endpoints: short,
 * and without control characters.
 */
final class ReportedName {

	private static final int LONGEST = 200;

	private ReportedName() {
	}

	static @Nullable String of(@Nullable String name) {
		return (name == null || isFit(name)) ? name : fit(name);
	}

	private static boolean isFit(String name) {
		for (int i = 0; i < name.length(); i++) {
			if (Character.isISOControl(name.charAt(i))) {
				return false;
			}
		}
		return name.length() <= LONGEST;
	}

	private static String fit(String name) {
		StringBuilder fit = new StringBuilder(LONGEST);
		name.codePoints()
			.filter((point) -> !Character.isISOControl(point))
			.limit(LONGEST)
			.forEach(fit::appendCodePoint);
		return fit.toString();
	}

}
