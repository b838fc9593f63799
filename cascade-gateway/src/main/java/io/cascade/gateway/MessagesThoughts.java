package io.cascade.gateway;

import java.util.List;
import java.util.Map;

import io.cascade.Message;
import org.jspecify.annotations.Nullable;

/**
 * Thoughts as blocks of Anthropic's Messages. Signatures of Anthropic's models are told
 * as they are; what others need to recognize their thoughts by stands in the same place,
 * since clients do not read it.
 */
final class MessagesThoughts {

	private static final String ANTHROPIC = "anthropic";

	private static final String FORMAT = "anthropic-claude-v1";

	private MessagesThoughts() {
	}

	/** The signature of a block of thoughts, empty for none. */
	static String signature(@Nullable String author, List<Map<String, Object>> details, String words) {
		if (details.isEmpty()) {
			return "";
		}
		Map<String, Object> first = details.get(0);
		boolean own = isAnthropics(author, details, "reasoning.text") && words.equals(first.get("text"));
		return (own && first.get("signature") instanceof String signature && !signature.isBlank()) ? signature
				: KeptThoughts.keep(author, details, words);
	}

	/** The data of a block of thoughts without words. */
	static String data(@Nullable String author, List<Map<String, Object>> details) {
		boolean own = isAnthropics(author, details, "reasoning.encrypted");
		return (own && details.get(0).get("data") instanceof String data && !data.isBlank()) ? data
				: KeptThoughts.keep(author, details, "");
	}

	private static boolean isAnthropics(@Nullable String author, List<Map<String, Object>> details, String type) {
		return details.size() == 1 && (author == null || author.equals(ANTHROPIC))
				&& FORMAT.equals(details.get(0).get("format")) && type.equals(details.get(0).get("type"));
	}

	static Message.Thoughts signed(String words, @Nullable String signature, int index) {
		if (signature == null || signature.isBlank()) {
			return new Message.Thoughts(words, List.of(), null);
		}
		Message.Thoughts kept = KeptThoughts.read(signature, words);
		return (kept != null) ? kept : new Message.Thoughts(words, List.of(Map.of("type", "reasoning.text", "text",
				words, "signature", signature, "format", FORMAT, "index", index)), ANTHROPIC);
	}

	static Message.Thoughts redacted(String data, int index) {
		Message.Thoughts kept = KeptThoughts.read(data, "");
		return (kept != null) ? kept
				: new Message.Thoughts("",
						List.of(Map.of("type", "reasoning.encrypted", "data", data, "format", FORMAT, "index", index)),
						ANTHROPIC);
	}

	/** The block of thoughts that are complete. */
	static Map<String, Object> block(@Nullable String author, List<Map<String, Object>> details, String words) {
		return words.isEmpty() ? Json.object("type", "redacted_thinking", "data", data(author, details))
				: Json.object("type", "thinking", "thinking", words, "signature", signature(author, details, words));
	}

}
