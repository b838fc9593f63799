package io.cascade.autoconfigure;

import java.util.Set;

/**
 * Authors at OpenRouter whose name must not be borrowed by an upstream.
 *
 * @see <a href="https://openrouter.ai/models">Models</a>
 */
final class KnownAuthors {

	private static final Set<String> NAMES = Set.of("ai21", "aion-labs", "alibaba", "allenai", "amazon", "anthropic",
			"arcee-ai", "baidu", "bytedance", "bytedance-seed", "cognitivecomputations", "cohere", "deepcogito",
			"deepseek", "google", "gryphe", "ibm-granite", "inception", "inflection", "kwaipilot", "liquid", "mancer",
			"meituan", "meta-llama", "microsoft", "minimax", "mistralai", "moonshotai", "morph", "nousresearch",
			"nvidia", "openai", "opengvlab", "openrouter", "perplexity", "prime-intellect", "qwen", "raifle", "relace",
			"sao10k", "stepfun", "stepfun-ai", "switchpoint", "tencent", "thedrummer", "tngtech", "undi95", "x-ai",
			"xiaomi", "z-ai");

	private KnownAuthors() {
	}

	static boolean contains(String name) {
		return NAMES.contains(name);
	}

}
