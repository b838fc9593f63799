package io.cascade;

/**
 * An OpenAI-compatible base URL as routing sees it: neither URL nor key.
 *
 * @param name the name under {@code cascade.upstreams}, {@value #DEFAULT} for the default
 * @param dialect what it understands
 * @param maxModelsPerRequest how many models one request may carry, at least 1
 * @param account the account that pays: upstreams with the same key share the value
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

	/**
	 * The author part of a slug.
	 * @param slug a slug such as {@code anthropic/claude-sonnet-4.5}
	 * @return the part before the first slash, or the whole slug
	 */
	public static String author(String slug) {
		int slash = slug.indexOf('/');
		String author = (slash < 0) ? slug : slug.substring(0, slash);
		return author.startsWith("~") ? author.substring(1) : author;
	}

}
