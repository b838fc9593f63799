package io.cascade.openrouter;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What is told about usage, and the words of vendors for it. The first word of each is
 * the one that OpenRouter and OpenAI use; where an answer has several, it is believed.
 * Words are compared by their letters: {@code promptTokens}, {@code num_prompt_tokens}
 * and {@code promptTokenCount} are {@code prompt_tokens}.
 *
 * @see <a href="https://openrouter.ai/docs/use-cases/usage-accounting">OpenRouter</a>
 * @see <a href="https://api-docs.deepseek.com/api/create-chat-completion">DeepSeek</a>
 * @see <a href="https://docs.claude.com/en/api/messages">Anthropic</a>
 * @see <a href="https://ai.google.dev/api/generate-content#UsageMetadata">Gemini</a>
 * @see <a href="https://docs.ollama.com/api/chat">Ollama</a>
 * @see <a href=
 * "https://docs.perplexity.ai/api-reference/chat-completions-post">Perplexity</a>
 * @see <a href=
 * "https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_TokenUsage.html">Bedrock</a>
 * @see <a href=
 * "https://huggingface.co/docs/text-generation-inference/reference/api_reference">TGI</a>
 * @see <a href=
 * "https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html">vLLM</a>
 */
enum UsageWord {

	/** Tokens of the prompt. */
	PROMPT("prompt_tokens", "input_tokens", "prompt_eval_count"),

	/** Tokens of the answer. */
	COMPLETION("completion_tokens", "output_tokens", "candidates_tokens", "generated_tokens", "predicted_tokens",
			"eval_count"),

	/** All tokens. */
	TOTAL("total_tokens"),

	/** Tokens of the prompt that were read from a cache. */
	CACHED("cached_tokens", "prompt_cache_hit_tokens", "cache_read_input_tokens", "cache_read_tokens",
			"cached_content_tokens", "cached_input_tokens", "cached_prompt_tokens"),

	/** Tokens of the prompt that were written to a cache. */
	CACHE_WRITE("cache_write_tokens", "cache_creation_input_tokens", "cache_creation_tokens",
			"cache_write_input_tokens"),

	/** Tokens of hidden reasoning. */
	REASONING("reasoning_tokens", "thoughts_tokens", "thinking_tokens");

	/** Where usage stands, and objects inside it with more of it. */
	private static final Set<String> NESTED = Stream
		.of("usage", "prompt_tokens_details", "completion_tokens_details", "input_tokens_details",
				"output_tokens_details", "input_token_details", "output_token_details", "cost_details")
		.map(UsageWord::key)
		.collect(Collectors.toUnmodifiableSet());

	/** Words of whoever counts caches beside the prompt. */
	private static final Set<String> BESIDE = Stream
		.of("cache_read_input_tokens", "cache_creation_input_tokens", "cache_write_input_tokens")
		.map(UsageWord::key)
		.collect(Collectors.toUnmodifiableSet());

	private static final int LONGEST = 60;

	private static final Map<String, UsageWord> ALL = Arrays.stream(values())
		.flatMap((word) -> word.words.stream().map((name) -> Map.entry(key(name), word)))
		.collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue, (word, same) -> same));

	/** Of what is usual, so that it is not spelled out for each number of each answer. */
	private static final Map<String, String> KEYS = Arrays.stream(values())
		.flatMap((word) -> word.words.stream())
		.collect(Collectors.toUnmodifiableMap(Function.identity(), UsageWord::key, (one, same) -> one));

	private final List<String> words;

	UsageWord(String... words) {
		this.words = Collections.unmodifiableList(Arrays.asList(words));
	}

	/** Whether it is the word that is believed before all others. */
	boolean isFirst(String name) {
		return usualKey(this.words.get(0)).equals(usualKey(name));
	}

	/** What a name means, {@code null} if it means no tokens. */
	static @Nullable UsageWord of(String name) {
		return ALL.get(usualKey(name));
	}

	static boolean isNested(String name) {
		return NESTED.contains(usualKey(name));
	}

	/** Whether caches are counted beside the prompt, not inside it. */
	static boolean isBeside(String name) {
		return BESIDE.contains(usualKey(name));
	}

	private static String usualKey(String name) {
		String known = KEYS.get(name);
		return (known != null) ? known : key(name);
	}

	/** The letters of a name, without what only says that it is a number. */
	private static String key(String name) {
		if (name.length() > LONGEST) {
			return name;
		}
		String letters = letters(name);
		String bare = letters.startsWith("num") ? letters.substring(3) : letters;
		return bare.endsWith("tokencount") ? bare.substring(0, bare.length() - 5) + "s" : bare;
	}

	/** By hand, since it is done for many numbers of each answer. */
	private static String letters(String name) {
		StringBuilder letters = new StringBuilder(name.length());
		for (int i = 0; i < name.length(); i++) {
			char lower = (char) (name.charAt(i) | 0x20);
			if (lower >= 'a' && lower <= 'z' && name.charAt(i) < 0x80) {
				letters.append(lower);
			}
		}
		return letters.toString();
	}

}
