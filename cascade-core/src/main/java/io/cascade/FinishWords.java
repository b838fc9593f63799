package io.cascade;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The finish reasons that vendors send.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat/object">OpenAI</a>
 * @see <a href="https://docs.claude.com/en/api/handling-stop-reasons">Anthropic</a>
 * @see <a href="https://ai.google.dev/api/generate-content#FinishReason">Gemini</a>
 * @see <a href="https://docs.cohere.com/reference/chat">Cohere</a>
 * @see <a href="https://docs.z.ai/api-reference/llm/chat-completion">z.ai</a>
 * @see <a href="https://api-docs.deepseek.com/api/create-chat-completion">DeepSeek</a>
 */
final class FinishWords {

	private static final Pattern PREFIX = Pattern.compile("(?i)^finish[_.]?reason[_.]");

	private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{N}]+");

	private static final int LONGEST = 80;

	static final List<Word> ALL = Stream
		.of(says(FinishReason.NONE, "any", "null", "none", "undefined", "unknown"),
				says(FinishReason.NONE, "gemini", "FINISH_REASON_UNSPECIFIED"),
				says(FinishReason.NONE, "watsonx", "not_finished"), says(FinishReason.STOP, "openai", "stop"),
				says(FinishReason.STOP, "anthropic", "end_turn", "stop_sequence"),
				says(FinishReason.STOP, "cohere", "COMPLETE", "completed"),
				says(FinishReason.STOP, "tgi", "eos_token", "stop_token"), says(FinishReason.STOP, "together", "eos"),
				says(FinishReason.STOP, "lm-studio", "eosFound", "stopStringFound"),
				says(FinishReason.STOP, "others", "finished", "finish", "done", "end", "success"),
				says(FinishReason.LENGTH, "openai", "length"),
				says(FinishReason.LENGTH, "anthropic", "max_tokens", "model_context_window_exceeded", "pause_turn"),
				says(FinishReason.LENGTH, "mistral", "model_length"),
				says(FinishReason.LENGTH, "cohere", "ERROR_LIMIT"), says(FinishReason.LENGTH, "xai", "max_len"),
				says(FinishReason.LENGTH, "minimax", "max_output"),
				says(FinishReason.LENGTH, "deepseek", "repetition_truncation"),
				says(FinishReason.LENGTH, "watsonx", "token_limit", "time_limit"),
				says(FinishReason.LENGTH, "llama.cpp", "limit"),
				says(FinishReason.LENGTH, "lm-studio", "maxPredictedTokensReached", "contextLengthReached"),
				says(FinishReason.LENGTH, "others", "max_output_tokens", "max_completion_tokens", "max_new_tokens",
						"max_length", "context_length_exceeded", "truncated", "incomplete"),
				says(FinishReason.TOOL_CALLS, "openai", "tool_calls", "function_call"),
				says(FinishReason.TOOL_CALLS, "anthropic", "tool_use"),
				says(FinishReason.TOOL_CALLS, "cohere", "TOOL_CALL"),
				says(FinishReason.TOOL_CALLS, "others", "function_calls", "tools"),
				says(FinishReason.CONTENT_POLICY, "openai", "content_filter"),
				says(FinishReason.CONTENT_POLICY, "anthropic", "refusal"),
				says(FinishReason.CONTENT_POLICY, "z.ai", "sensitive"),
				says(FinishReason.CONTENT_POLICY, "gemini", "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT",
						"SPII", "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION", "MODEL_ARMOR"),
				says(FinishReason.CONTENT_POLICY, "bedrock", "guardrail_intervened", "content_filtered"),
				says(FinishReason.CONTENT_POLICY, "cohere", "ERROR_TOXIC"),
				says(FinishReason.CONTENT_POLICY, "others", "content_policy", "content_policy_violation", "moderation",
						"blocked", "flagged", "guardrail"),
				says(FinishReason.ERROR, "openrouter", "error"), says(FinishReason.ERROR, "z.ai", "network_error"),
				says(FinishReason.ERROR, "deepseek", "insufficient_system_resource"),
				says(FinishReason.ERROR, "vllm", "abort"), says(FinishReason.ERROR, "sglang", "aborted"),
				says(FinishReason.ERROR, "moonshot", "engine_overloaded"),
				says(FinishReason.ERROR, "cohere", "USER_CANCEL", "TIMEOUT"),
				says(FinishReason.ERROR, "gemini", "OTHER", "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL",
						"TOO_MANY_TOOL_CALLS", "MALFORMED_RESPONSE", "MISSING_THOUGHT_SIGNATURE", "LANGUAGE",
						"NO_IMAGE", "IMAGE_OTHER"),
				says(FinishReason.ERROR, "bedrock", "malformed_model_output", "malformed_tool_use"),
				says(FinishReason.ERROR, "watsonx", "cancelled"), says(FinishReason.ERROR, "ollama", "load", "unload"),
				says(FinishReason.ERROR, "lm-studio", "userStopped", "modelUnloaded", "failed"),
				says(FinishReason.ERROR, "others", "canceled", "cancel", "failure", "server_error", "internal_error",
						"overloaded", "interrupted", "timed_out", "disconnected"),
				says(FinishReason.CONTENT_POLICY, "others", "~content_filter~", "~safety~"),
				says(FinishReason.ERROR, "others", "~error~", "~exception~"))
		.flatMap(List::stream)
		.toList();

	private static final List<Word> IN_WORDS = ALL.stream().filter((word) -> word.text().startsWith("~")).toList();

	private static final Map<String, FinishReason> BY_KEY = ALL.stream()
		.filter((word) -> !IN_WORDS.contains(word))
		.collect(Collectors.toUnmodifiableMap((word) -> spelled(word.text()), Word::meaning));

	/** Of what is known, as the vendor writes it, so that it is not spelled again. */
	private static final Map<String, String> KEYS = ALL.stream()
		.map(Word::text)
		.distinct()
		.collect(Collectors.toUnmodifiableMap(Function.identity(), FinishWords::spelled));

	private FinishWords() {
	}

	/** What a word means by itself, or by what is in it. */
	static @Nullable FinishReason find(String key) {
		FinishReason known = BY_KEY.get(key);
		return (known != null) ? known
				: IN_WORDS.stream()
					.filter((word) -> key.contains(key(word.text())))
					.map(Word::meaning)
					.findFirst()
					.orElse(null);
	}

	/** The word as it is compared; empty for {@code null} and a blank one. */
	static String key(@Nullable String word) {
		if (word == null) {
			return "";
		}
		String known = KEYS.get(word);
		return (known != null) ? known : spelled(word);
	}

	private static String spelled(String word) {
		if (word.length() > LONGEST || isPlain(word)) {
			return word;
		}
		String bare = PREFIX.matcher(word.strip()).replaceFirst("");
		return BETWEEN.matcher(bare).replaceAll("").toLowerCase(Locale.ROOT);
	}

	/** Most are their own keys. */
	private static boolean isPlain(String word) {
		for (int i = 0; i < word.length(); i++) {
			if (word.charAt(i) < 'a' || word.charAt(i) > 'z') {
				return false;
			}
		}
		return true;
	}

	private static List<Word> says(FinishReason meaning, String vendor, String... words) {
		return Stream.of(words).map((word) -> new Word(word, meaning, vendor)).toList();
	}

	/**
	 * One word.
	 *
	 * @param text as the vendor writes it
	 * @param meaning what it means
	 * @param vendor the vendor that sends it
	 */
	record Word(String text, FinishReason meaning, String vendor) {

	}

}
