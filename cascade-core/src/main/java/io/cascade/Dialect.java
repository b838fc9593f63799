package io.cascade;

/**
 * What an upstream supports beyond the common chat completion.
 */
public enum Dialect {

	/**
	 * OpenRouter: several models a request, provider preferences, plugins, router
	 * metadata.
	 */
	OPENROUTER,

	/** Any OpenAI-compatible server: one model and the standard fields. */
	OPENAI

}
