package io.cascade.openrouter;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is told about usage, and the words of vendors for it. The first word of each is
 * the one that OpenRouter and OpenAI use; where an answer has several, it is believed.
 *
 * @see <a href="https://openrouter.ai/docs/use-cases/usage-accounting">OpenRouter</a>
 * @see <a href="https://api-docs.deepseek.com/api/create-chat-completion">DeepSeek</a>
 * @see <a href="https://docs.claude.com/en/api/messages">Anthropic</a>
 * @see <a href="https://ai.google.dev/api/generate-content#UsageMetadata">Gemini</a>
 * @see <a href="https://docs.ollama.com/api/chat">Ollama</a>
 * @see <a href=
 * "https://docs.perplexity.ai/api-reference/chat-completions-post">Perplexity</a>
 */
enum UsageWord {

	/** Tokens of the prompt. */
	PROMPT("prompt_tokens", "input_tokens", "promptTokenCount", "prompt_eval_count"),

	/** Tokens of the answer. */
	COMPLETION("completion_tokens", "output_tokens", "candidatesTokenCount", "eval_count"),

	/** All tokens. */
	TOTAL("total_tokens", "totalTokenCount"),

	/** Tokens of the prompt that were read from a cache. */
	CACHED("cached_tokens", "prompt_cache_hit_tokens", "cache_read_input_tokens", "cachedContentTokenCount"),

	/** Tokens of the prompt that were written to a cache. */
	CACHE_WRITE("cache_write_tokens", "cache_creation_input_tokens", "cache_creation_tokens"),

	/** Tokens of hidden reasoning. */
	REASONING("reasoning_tokens", "thoughtsTokenCount");

	/** Where usage stands, and objects inside it that tell more of it. */
	private static final Set<String> NESTED = Set.of("usage", "prompt_tokens_details", "completion_tokens_details",
			"input_tokens_details", "output_tokens_details", "cost_details");

	private static final Map<String, UsageWord> ALL = new HashMap<>();

	static {
		EnumSet.allOf(UsageWord.class).forEach((word) -> word.words.forEach((name) -> ALL.put(name, word)));
	}

	private final List<String> words;

	UsageWord(String... words) {
		this.words = Collections.unmodifiableList(Arrays.asList(words));
	}

	/** Whether it is the word that is believed before all others. */
	boolean isFirst(String name) {
		return this.words.get(0).equals(name);
	}

	static Map<String, UsageWord> all() {
		return Collections.unmodifiableMap(ALL);
	}

	static boolean isNested(String name) {
		return NESTED.contains(name);
	}

}
