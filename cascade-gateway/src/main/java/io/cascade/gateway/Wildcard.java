package io.cascade.gateway;

/**
 * Names with a star at their end, which stands for any rest.
 */
final class Wildcard {

	private static final String STAR = "*";

	private Wildcard() {
	}

	static boolean matches(String pattern, String name) {
		return pattern.endsWith(STAR) ? name.startsWith(pattern.substring(0, pattern.length() - STAR.length()))
				: pattern.equals(name);
	}

	static boolean isIn(String name) {
		return name.endsWith(STAR);
	}

}
