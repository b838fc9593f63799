package io.cascade.openrouter;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

	private static final int LONGEST = 60;

	/** Where usage stands, and objects inside it with more of it. */
	private static final List<String> NESTED = List.of("usage", "prompt_tokens_details", "completion_tokens_details",
			"input_tokens_details", "output_tokens_details", "input_token_details", "output_token_details",
			"cost_details");

	/** Words of whoever counts caches beside the prompt. */
	private static final List<String> BESIDE = List.of("cache_read_input_tokens", "cache_creation_input_tokens",
			"cache_write_input_tokens");

	/** What is usual beside tokens. */
	private static final List<String> OTHERS = List.of("cost", "is_byok", "upstream_inference_cost",
			"upstream_inference_prompt_cost", "upstream_inference_completions_cost", "audio_tokens", "image_tokens",
			"video_tokens", "accepted_prediction_tokens", "rejected_prediction_tokens");

	private static final Map<String, Meaning> BY_KEY = meanings();

	/** Of what is usual, so that it is not spelled out for each number of each answer. */
	private static final Map<String, Meaning> USUAL = Stream
		.of(NESTED, OTHERS, Arrays.stream(values()).flatMap((word) -> word.words.stream()).toList())
		.flatMap(List::stream)
		.collect(Collectors.toUnmodifiableMap(Function.identity(), UsageWord::spelledOut));

	private final List<String> words;

	UsageWord(String... words) {
		this.words = Collections.unmodifiableList(Arrays.asList(words));
	}

	private static Map<String, Meaning> meanings() {
		Map<String, Meaning> meanings = new HashMap<>();
		for (UsageWord word : values()) {
			for (String name : word.words) {
				boolean isFirst = name.equals(word.words.get(0));
				meanings.putIfAbsent(key(name), new Meaning(word, isFirst, BESIDE.contains(name), false));
			}
		}
		NESTED.forEach((name) -> meanings.putIfAbsent(key(name), Meaning.PLACE));
		return Map.copyOf(meanings);
	}

	/** What a name in usage means. */
	static Meaning of(String name) {
		Meaning usual = USUAL.get(name);
		return (usual != null) ? usual : spelledOut(name);
	}

	private static Meaning spelledOut(String name) {
		return BY_KEY.getOrDefault(key(name), Meaning.OTHER);
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

	/**
	 * What a name means.
	 *
	 * @param word what is counted, {@code null} if no tokens are
	 * @param isFirst whether it is the word that is believed before all others
	 * @param isBeside whether caches are counted beside the prompt, not inside it
	 * @param isPlace whether more of usage stands there
	 */
	record Meaning(@Nullable UsageWord word, boolean isFirst, boolean isBeside, boolean isPlace) {

		private static final Meaning PLACE = new Meaning(null, false, false, true);

		private static final Meaning OTHER = new Meaning(null, false, false, false);

	}

}
