package io.cascade.pricing;

/**
 * What goes along with text, in tokens: providers don't tell before they have seen it.
 */
enum Extra {

	/** The marks around a message. */
	MESSAGE(3, 4, 5),

	/** What declares a tool, besides its name, description and schema. */
	TOOL(3, 8, 20),

	/** From one tile in low detail to the largest that is not scaled down. */
	IMAGE(85, 800, 1_600),

	/** A file that only the provider has. */
	DISTANT_FILE(0, 1_000, 20_000);

	/** Four characters of base64 are three bytes, most of them not text. */
	private static final int EXPECTED_CHARACTERS_PER_TOKEN = 8;

	private static final int LEAST_CHARACTERS_PER_TOKEN = 4;

	private final PromptTokens tokens;

	Extra(long least, long expected, long most) {
		this.tokens = new PromptTokens(least, expected, most);
	}

	PromptTokens tokens() {
		return this.tokens;
	}

	/** A file or sound that is sent along, by the length of its base64. */
	static PromptTokens data(long length) {
		return new PromptTokens(0, length / EXPECTED_CHARACTERS_PER_TOKEN, length / LEAST_CHARACTERS_PER_TOKEN);
	}

}
