package io.cascade.conformance;

/**
 * Models that the scripted OpenRouter knows.
 */
final class Models {

	static final String A = "google/gemini-2.5-flash";

	static final String B = "openai/gpt-4.1-mini";

	static final String C = "anthropic/claude-sonnet-4.5";

	static final String D = "deepseek/deepseek-chat-v3.1";

	static final String E = "meta-llama/llama-3.3-70b-instruct";

	/** At the plain upstream with a key. */
	static final String LOCAL = "local/llama3.1:8b";

	/** At the plain upstream without a key. */
	static final String KEYLESS = "keyless/llama3.1:8b";

	/** At the upstream that speaks like OpenRouter, with another key. */
	static final String MIRROR = "mirror/openai/gpt-4.1";

	private Models() {
	}

}
