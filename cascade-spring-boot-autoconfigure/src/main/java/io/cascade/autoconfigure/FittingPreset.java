package io.cascade.autoconfigure;

import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.cascade.KebabCase;
import io.cascade.openrouter.Fitting;

import org.springframework.util.PatternMatchUtils;

/**
 * What servers are known not to accept. An entry that no longer holds only keeps a field
 * back; the preset "none" removes them all.
 */
enum FittingPreset implements KebabCase {

	/** Chosen by the host of the base URL. */
	AUTO(List.of()),

	/** No rules. */
	NONE(List.of()),

	/** OpenRouter, which drops what a model does not accept. */
	OPENROUTER(List.of("openrouter.ai", "*.openrouter.ai")),

	/** OpenAI. */
	OPENAI(List.of("api.openai.com", "*.api.openai.com"),
			Row.of("https://platform.openai.com/docs/api-reference/chat/create")
				.models(Models.OPENAI_THINKING)
				.rename("max_tokens", "max_completion_tokens"),
			Row.of("https://platform.openai.com/docs/guides/reasoning")
				.models(Models.OPENAI_THINKING)
				.except("*gpt-5*chat*")
				.leaveOut("temperature", "top_p", "presence_penalty", "frequency_penalty", "logprobs", "top_logprobs",
						"logit_bias", "prediction"),
			Row.of("https://platform.openai.com/docs/api-reference/chat/create")
				.models(Models.OPENAI_O)
				.leaveOut("parallel_tool_calls", "verbosity"),
			Row.of("https://platform.openai.com/docs/guides/reasoning")
				.models(Models.OPENAI_TALKING)
				.leaveOut("reasoning_effort", "verbosity")),

	/** Azure, where deployments may have any name; common names are recognized. */
	AZURE(List.of("*.openai.azure.com", "*.services.ai.azure.com", "*.cognitiveservices.azure.com"),
			Row.of("https://learn.microsoft.com/azure/ai-foundry/openai/how-to/reasoning")
				.models(Models.AZURE_THINKING)
				.rename("max_tokens", "max_completion_tokens"),
			Row.of("https://learn.microsoft.com/azure/ai-foundry/openai/how-to/reasoning")
				.models(Models.AZURE_THINKING)
				.except("*gpt-5*chat*", "*gpt5*chat*")
				.leaveOut("temperature", "top_p", "presence_penalty", "frequency_penalty", "logprobs", "top_logprobs",
						"logit_bias", "prediction"),
			Row.of("https://learn.microsoft.com/azure/ai-foundry/openai/how-to/reasoning")
				.models(Models.AZURE_O)
				.leaveOut("parallel_tool_calls", "verbosity"),
			Row.of("https://learn.microsoft.com/azure/ai-foundry/openai/how-to/reasoning")
				.models(Models.OPENAI_TALKING)
				.leaveOut("reasoning_effort", "verbosity")),

	/** Ollama, recognized by its port too. */
	OLLAMA(List.of("ollama.com", "*.ollama.com", "*:11434"),
			Row.of("https://docs.ollama.com/api/openai-compatibility")
				.rename("max_completion_tokens", "max_tokens")
				.leaveOut("tool_choice", "logit_bias", "user")),

	/** vLLM, on any host. */
	VLLM(List.of(),
			Row.of("https://docs.vllm.ai/en/latest/serving/openai_compatible_server/")
				.take("top_k", "min_p", "repetition_penalty")),

	/** Groq. */
	GROQ(List.of("api.groq.com"),
			Row.of("https://console.groq.com/docs/openai")
				.leaveOut("logprobs", "logit_bias", "top_logprobs", "messages.name"),
			Row.of("https://console.groq.com/docs/reasoning")
				.except("*gpt-oss*", "*qwen3*")
				.leaveOut("reasoning_effort")),

	/** DeepSeek. */
	DEEPSEEK(List.of("api.deepseek.com"),
			Row.of("https://api-docs.deepseek.com/api/create-chat-completion")
				.rename("max_completion_tokens", "max_tokens"),
			Row.of("https://api-docs.deepseek.com/guides/reasoning_model")
				.models("*reasoner*")
				.leaveOut("logprobs", "top_logprobs")),

	/** Mistral, which refuses every unknown field. */
	MISTRAL(List.of("api.mistral.ai", "codestral.mistral.ai"),
			Row.of("https://docs.mistral.ai/api/")
				.rename("seed", "random_seed", "max_completion_tokens", "max_tokens")
				.leaveOut("stream_options", "logit_bias", "logprobs", "top_logprobs", "user", "service_tier",
						"modalities", "verbosity", "prompt_cache_key", "messages.name")),

	/** The OpenAI endpoint of Gemini. */
	GEMINI(List.of("generativelanguage.googleapis.com"),
			Row.of("https://github.com/Vali-98/ChatterUI/issues/227").leaveOut("frequency_penalty", "seed"),
			Row.of("https://github.com/ed-donner/agents/issues/45").leaveOut("metadata"));

	private final List<String> hosts;

	private final List<Row> rows;

	FittingPreset(List<String> hosts, Row... rows) {
		this.hosts = hosts;
		this.rows = List.of(rows);
	}

	static FittingPreset of(URI baseUrl) {
		String host = Objects.requireNonNullElse(baseUrl.getHost(), "").toLowerCase(Locale.ROOT);
		return Arrays.stream(values())
			.filter((preset) -> preset.hosts.stream()
				.anyMatch((pattern) -> PatternMatchUtils.simpleMatch(pattern, host)
						|| PatternMatchUtils.simpleMatch(pattern, host + ":" + baseUrl.getPort())))
			.findFirst()
			.orElse(NONE);
	}

	Fitting fitting() {
		return new Fitting(this.rows.stream().map(Row::rule).toList());
	}

	List<String> hosts() {
		return this.hosts;
	}

	List<Row> rows() {
		return this.rows;
	}

	/** Names of models, as patterns. */
	private static final class Models {

		static final String[] OPENAI_O = { "o1*", "o3*", "o4*", "*/o1*", "*/o3*", "*/o4*", "ft:o1*", "ft:o3*",
				"ft:o4*" };

		static final String[] OPENAI_THINKING = and(OPENAI_O, "*gpt-5*");

		static final String[] AZURE_O = and(OPENAI_O, "*-o1*", "*-o3*", "*-o4*");

		static final String[] AZURE_THINKING = and(AZURE_O, "*gpt-5*", "*gpt5*");

		static final String[] OPENAI_TALKING = { "*gpt-3*", "*gpt-4*", "chatgpt-*", "*gpt-5*chat*" };

		private Models() {
		}

		private static String[] and(String[] some, String... more) {
			return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray(String[]::new);
		}

	}

	/**
	 * One entry.
	 *
	 * @param source where it is said
	 * @param rule what to do
	 */
	record Row(String source, Fitting.Rule rule) {

		static Row of(String source) {
			return new Row(source, new Fitting.Rule(List.of(), List.of(), Set.of(), Set.of(), Map.of(), Map.of()));
		}

		Row models(String... patterns) {
			return with(List.of(patterns), this.rule.except(), this.rule.take(), this.rule.leaveOut(),
					this.rule.rename());
		}

		Row except(String... patterns) {
			return with(this.rule.models(), List.of(patterns), this.rule.take(), this.rule.leaveOut(),
					this.rule.rename());
		}

		Row take(String... fields) {
			return with(this.rule.models(), this.rule.except(), ordered(fields), this.rule.leaveOut(),
					this.rule.rename());
		}

		Row leaveOut(String... fields) {
			return with(this.rule.models(), this.rule.except(), this.rule.take(), ordered(fields), this.rule.rename());
		}

		Row rename(String from, String to) {
			return with(this.rule.models(), this.rule.except(), this.rule.take(), this.rule.leaveOut(),
					Map.of(from, to));
		}

		Row rename(String from, String to, String otherFrom, String otherTo) {
			return with(this.rule.models(), this.rule.except(), this.rule.take(), this.rule.leaveOut(),
					new TreeMap<>(Map.of(from, to, otherFrom, otherTo)));
		}

		private static Set<String> ordered(String... fields) {
			return new LinkedHashSet<>(List.of(fields));
		}

		private Row with(List<String> models, List<String> except, Set<String> take, Set<String> leaveOut,
				Map<String, String> rename) {
			return new Row(this.source, new Fitting.Rule(models, except, take, leaveOut, rename, Map.of()));
		}

	}

}
