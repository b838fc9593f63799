package io.cascade.autoconfigure;

/**
 * A configuration that can't work: which key, what is wrong with it, and how to mend it.
 */
final class CascadeConfigurationException extends RuntimeException {

	private final String mend;

	CascadeConfigurationException(String property, String problem, String mend) {
		super("%s: %s".formatted(property, problem));
		this.mend = mend;
	}

	String mend() {
		return this.mend;
	}

}
