package io.cascade;

/**
 * An OpenAI-compatible base URL as routing sees it: neither URL nor key.
 *
 * @param name the name under {@code cascade.upstreams}, {@value #DEFAULT} for the default
 * @param dialect what it understands
 * @param maxModelsPerRequest how many models one request may carry, at least 1
 * @param account who pays: upstreams with the same key share the value
 */
public record Upstream(String name, Dialect dialect, int maxModelsPerRequest, String account) {

	/** The name of the default upstream. */
	public static final String DEFAULT = "openrouter";

	/**
	 * Whether this is the default upstream.
	 * @return {@code true} for OpenRouter as configured by {@code cascade.base-url}
	 */
	public boolean isDefault() {
		return this.name.equals(DEFAULT);
	}

}
