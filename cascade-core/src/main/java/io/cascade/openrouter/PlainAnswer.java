package io.cascade.openrouter;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;

/**
 * An answer that stands at the top of a document that has no choices, as servers send it
 * in their own protocols: a {@code message}, or a {@code response} of words, and beside
 * it whether the answer is done. It has ended where that says so, and not before.
 *
 * @see <a href="https://docs.ollama.com/api/chat">Ollama</a>
 * @see <a href="https://docs.cohere.com/reference/chat">Cohere</a>
 * @see <a href="https://developers.cloudflare.com/workers-ai/">Workers AI</a>
 */
final class PlainAnswer {

	private static final List<String> PLACES = List.of("message", "response", "thinking", "done", "done_reason",
			"finish_reason", "prompt_eval_count", "eval_count");

	private static final List<String> REASONS = List.of("done_reason", "finish_reason");

	/** Made when there is one. */
	private Map<String, Object> fields = Map.of();

	static boolean isPlace(String name) {
		return PLACES.contains(name);
	}

	void clear() {
		this.fields = Map.of();
	}

	void put(String name, @Nullable Object value) {
		if (value != null && isPlace(name)) {
			this.fields = this.fields.isEmpty() ? new LinkedHashMap<>() : this.fields;
			this.fields.put(name, value);
		}
	}

	boolean isAnswer() {
		boolean isMessage = this.fields.get("message") instanceof Map<?, ?> message
				&& message.get("role") instanceof String;
		return isMessage || this.fields.get("response") instanceof String;
	}

	void tell(Answer answer, DeltaParser delta) {
		byte[] json = JsonValues.write(message()).getBytes(StandardCharsets.UTF_8);
		try (JsonParser parser = JsonValues.FACTORY.createParser(ObjectReadContext.empty(), json)) {
			parser.nextToken();
			delta.parse(parser);
			delta.commit();
		}
		answer.finishReason(reason());
		UsageParser.tell(this.fields, answer);
	}

	private Map<?, ?> message() {
		if (this.fields.get("message") instanceof Map<?, ?> message) {
			Map<Object, Object> told = new LinkedHashMap<>(message);
			rename(told, "thinking");
			return told;
		}
		Map<Object, Object> told = new LinkedHashMap<>();
		told.put("content", this.fields.get("response"));
		told.put("thinking", this.fields.getOrDefault("thinking", ""));
		rename(told, "thinking");
		return told;
	}

	private static void rename(Map<Object, Object> message, String thoughts) {
		Object words = message.remove(thoughts);
		if (words instanceof String) {
			message.put("reasoning", words);
		}
	}

	/** What is done without a reason was said to its end. */
	private @Nullable String reason() {
		if (Boolean.FALSE.equals(this.fields.get("done"))) {
			return null;
		}
		String told = REASONS.stream()
			.map(this.fields::get)
			.filter(String.class::isInstance)
			.map(String.class::cast)
			.findFirst()
			.orElse(null);
		return (told == null && Boolean.TRUE.equals(this.fields.get("done"))) ? "stop" : told;
	}

}
