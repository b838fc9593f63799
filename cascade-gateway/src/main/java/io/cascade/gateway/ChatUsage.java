package io.cascade.gateway;

import java.util.LinkedHashMap;
import java.util.Map;

import io.cascade.CascadeChunk;
import io.cascade.Usage;
import org.jspecify.annotations.Nullable;

/**
 * Tokens as OpenAI's chat completions tell them: the sums are those of the answer, and
 * what an upstream told beyond them goes on as it came.
 */
final class ChatUsage {

	private ChatUsage() {
	}

	static @Nullable Map<String, Object> of(CascadeChunk.End end) {
		Usage usage = end.usage();
		if (usage == null) {
			return null;
		}
		Map<?, ?> told = (end.extras().fields().get("usage") instanceof Map<?, ?> map) ? map : Map.of();
		Map<String, Object> fields = Json.object("prompt_tokens", number(usage.promptTokens()), "completion_tokens",
				number(usage.completionTokens()), "total_tokens", total(usage));
		fields.put("prompt_tokens_details",
				details(told.get("prompt_tokens_details"), "cached_tokens", usage.cachedTokens()));
		fields.put("completion_tokens_details",
				details(told.get("completion_tokens_details"), "reasoning_tokens", usage.reasoningTokens()));
		if (end.cost().amount() != null) {
			fields.put("cost", end.cost().amount());
		}
		return fields;
	}

	private static Map<String, Object> details(@Nullable Object told, String name, @Nullable Long value) {
		Map<String, Object> details = new LinkedHashMap<>();
		if (told instanceof Map<?, ?> map) {
			map.forEach((key, number) -> details.put(String.valueOf(key), number));
		}
		details.put(name, number(value));
		return details;
	}

	/** Clients add them up, and fail on what is no number. */
	private static long number(@Nullable Long value) {
		return (value != null) ? value : 0;
	}

	private static long total(Usage usage) {
		return (usage.totalTokens() != null) ? usage.totalTokens()
				: number(usage.promptTokens()) + number(usage.completionTokens());
	}

}
