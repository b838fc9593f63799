package io.cascade.openrouter;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What reasoning details say, and whose they are.
 *
 * @see <a href=
 * "https://openrouter.ai/docs/guides/best-practices/reasoning-tokens">Reasoning
 * tokens</a>
 */
final class ThoughtWords {

	private static final Map<String, String> AUTHORS = Map.of("anthropic-claude-v1", "anthropic", "google-gemini-v1",
			"google", "openai-responses-v1", "openai", "azure-openai-responses-v1", "openai", "xai-responses-v1",
			"x-ai");

	private ThoughtWords() {
	}

	static String of(List<Map<String, Object>> details) {
		StringBuilder words = new StringBuilder();
		for (Map<String, Object> detail : details) {
			Object text = detail.get("text");
			words.append(Objects.toString((text instanceof String) ? text : detail.get("summary"), ""));
		}
		return words.toString();
	}

	/** By the format that all of them have; {@code null} where nobody knows it. */
	static @Nullable String author(List<Map<String, Object>> details) {
		List<Object> formats = details.stream()
			.<Object>map((detail) -> String.valueOf(detail.get("format")))
			.distinct()
			.toList();
		return (formats.size() == 1) ? AUTHORS.get(formats.get(0)) : null;
	}

}
