package io.cascade.openrouter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.cascade.CascadeChunk;
import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads a {@code delta} or {@code message} object: everything that the caller gets.
 */
final class DeltaParser {

	private final Answer answer;

	private final List<CascadeChunk> chunks;

	private final ToolCallParser toolCalls;

	private @Nullable String thoughts;

	private List<Map<String, Object>> details = List.of();

	/** The chunks receive what is read, in order. */
	DeltaParser(Answer answer, List<CascadeChunk> chunks) {
		this.answer = answer;
		this.chunks = chunks;
		this.toolCalls = new ToolCallParser(answer, chunks);
	}

	void parse(JsonParser parser) {
		if (!Tokens.startsObject(parser)) {
			return;
		}
		this.answer.begin();
		this.thoughts = null;
		this.details = List.of();
		while (Tokens.next(parser) != JsonToken.END_OBJECT) {
			String name = parser.currentName();
			Tokens.next(parser);
			field(name, parser);
		}
		if (this.thoughts != null || !this.details.isEmpty()) {
			reasoned();
		}
	}

	private void field(String name, JsonParser parser) {
		switch (name) {
			case "content" -> content(parser);
			case "reasoning", "reasoning_content" -> this.thoughts = longer(this.thoughts, Tokens.text(parser));
			case "reasoning_details" -> this.details = objects(parser);
			case "tool_calls" -> this.toolCalls.parse(parser);
			case "refusal" -> refusal(Tokens.text(parser));
			case "images" -> objects(parser).forEach((image) -> image(new Fields(image)));
			case "audio" -> audio(JsonValues.read(parser));
			case "annotations" -> objects(parser).forEach(this.answer::annotations);
			default -> parser.skipChildren();
		}
	}

	private void content(JsonParser parser) {
		if (parser.currentToken() == JsonToken.START_ARRAY) {
			objects(parser).forEach((part) -> text(new Fields(part).text("text")));
		}
		else {
			text(Tokens.text(parser));
		}
	}

	void text(@Nullable String text) {
		if (text != null && !text.isEmpty()) {
			this.answer.received(text.length(), this.answer.isVisible() || !text.isBlank());
			this.chunks.add(new CascadeChunk.Text(text));
		}
	}

	private void refusal(@Nullable String text) {
		if (text != null && !text.isEmpty()) {
			this.answer.received(text.length(), true);
			this.chunks.add(new CascadeChunk.Refusal(text));
		}
	}

	private void image(Fields image) {
		String url = image.object("image_url").text("url");
		if (url != null) {
			this.answer.received(url.length(), true);
			this.chunks.add(new CascadeChunk.Media("image", url, null));
		}
	}

	private void audio(@Nullable Object value) {
		Fields audio = Fields.of(value);
		String data = Objects.requireNonNullElse(audio.text("data"), "");
		String transcript = audio.text("transcript");
		if (!data.isEmpty() || transcript != null) {
			this.answer.received(data.length(), true);
			this.chunks.add(new CascadeChunk.Media("audio", data, transcript));
		}
	}

	/** Words and details tell the same, so the words are taken from one of them. */
	private void reasoned() {
		String words = Objects.requireNonNullElseGet(this.thoughts, this::wordsOfDetails);
		if (!words.isEmpty() || !this.details.isEmpty()) {
			this.answer.thought(words.length());
			this.chunks.add(new CascadeChunk.Reasoning(words, this.details));
		}
	}

	private String wordsOfDetails() {
		StringBuilder words = new StringBuilder();
		for (Map<String, Object> detail : this.details) {
			Fields fields = new Fields(detail);
			String text = fields.text("text");
			words.append(Objects.requireNonNullElse((text != null) ? text : fields.text("summary"), ""));
		}
		return words.toString();
	}

	private static @Nullable String longer(@Nullable String first, @Nullable String second) {
		return (first == null || first.isEmpty()) ? second : first;
	}

	@SuppressWarnings("unchecked")
	static List<Map<String, Object>> objects(JsonParser parser) {
		if (!Tokens.startsArray(parser)) {
			return List.of();
		}
		List<Map<String, Object>> objects = new ArrayList<>();
		if (JsonValues.read(parser) instanceof List<?> values) {
			values.stream().filter(Map.class::isInstance).forEach((value) -> objects.add((Map<String, Object>) value));
		}
		return List.copyOf(objects);
	}

}
