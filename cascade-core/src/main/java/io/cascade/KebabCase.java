package io.cascade;

/**
 * A constant of an enum that configuration, metrics, endpoints and messages write in
 * lower case with hyphens.
 */
public interface KebabCase {

	/**
	 * The name in Java.
	 * @return for example {@code RATE_LIMIT}
	 */
	String name();

	/**
	 * The name everywhere else.
	 * @return for example {@code rate-limit}
	 */
	default String id() {
		return of((Enum<?>) this);
	}

	/**
	 * Writes any constant that way.
	 * @param constant a constant, of another library's enum too
	 * @return its name in lower case with hyphens
	 */
	static String of(Enum<?> constant) {
		return KebabNames.of(constant);
	}

}
