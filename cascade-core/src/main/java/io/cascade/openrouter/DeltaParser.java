package io.cascade.openrouter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.cascade.CascadeChunk;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads a {@code delta} or {@code message} object: everything that the caller gets.
 */
final class DeltaParser {

	/** Fields of a message that say nothing of their own. */
	private static final Set<String> PLAIN = Set.of("role", "name", "token_ids", "function_call", "padding",
			"obfuscation");

	private final Answer answer;

	private final List<CascadeChunk> chunks;

	/** Made for the first call. */
	private @Nullable ToolCallParser toolCalls;

	private final TornPairs pairs = new TornPairs();

	private @Nullable String thoughts;

	private List<Map<String, Object>> details = List.of();

	/** The chunks receive what is read, in order. */
	DeltaParser(Answer answer, List<CascadeChunk> chunks) {
		this.answer = answer;
		this.chunks = chunks;
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

	/** What is known so far, so that it can be taken back. */
	Mark mark() {
		return new Mark(this.answer.mark(), this.pairs.mark(), pending(), this.chunks.size());
	}

	/** Pieces that nobody knows yet whose they are. */
	private List<ToolCallParser.Piece> pending() {
		return (this.toolCalls != null) ? this.toolCalls.pending() : List.of();
	}

	void backTo(Mark mark) {
		this.answer.backTo(mark.answer());
		cut(mark);
	}

	/** Takes back what was said since; that the answer has ended stays. */
	List<CascadeChunk> withdraw(Mark mark) {
		List<CascadeChunk> said = List.copyOf(this.chunks.subList(mark.chunks(), this.chunks.size()));
		this.answer.withoutContent(mark.answer());
		cut(mark);
		return said;
	}

	private void cut(Mark mark) {
		this.pairs.backTo(mark.halves());
		if (this.toolCalls != null) {
			this.toolCalls.pending(mark.calls());
		}
		this.chunks.subList(Math.min(mark.chunks(), this.chunks.size()), this.chunks.size()).clear();
	}

	/** Whether anything was said since. */
	boolean hasMoreThan(Mark mark) {
		return this.chunks.size() > mark.chunks() || pending().size() > mark.calls().size()
				|| !this.pairs.mark().equals(mark.halves());
	}

	/** Says what was withdrawn, as it was then. */
	void restore(Mark mark, List<CascadeChunk> said) {
		backTo(mark);
		this.chunks.addAll(said);
	}

	/** Halves of characters whose other half never came. */
	void rest() {
		for (Object place : this.pairs.rest()) {
			String half = TornPairs.replacement();
			this.chunks.add(chunk(place, half));
			if (place != TornPairs.THOUGHTS) {
				this.answer.received(half.length(), true);
			}
		}
	}

	private static CascadeChunk chunk(Object place, String half) {
		if (place instanceof Integer position) {
			return new CascadeChunk.ToolCallDelta(position, null, null, half);
		}
		if (place == TornPairs.TRANSCRIPT) {
			return new CascadeChunk.Media("audio", "", half);
		}
		if (place == TornPairs.REFUSAL) {
			return new CascadeChunk.Refusal(half);
		}
		return (place == TornPairs.TEXT) ? new CascadeChunk.Text(half) : new CascadeChunk.Reasoning(half, List.of());
	}

	/** Whether the arguments of a call have not come to their end. */
	boolean hasOpenCall() {
		return this.toolCalls != null && this.toolCalls.hasOpenCall();
	}

	/** What was read is of the answer. */
	void commit() {
		if (this.toolCalls != null) {
			this.toolCalls.commit();
		}
	}

	private void field(String name, JsonParser parser) {
		switch (name) {
			case "content" -> content(parser);
			case "reasoning", "reasoning_content" -> thoughts(name, Tokens.text(parser));
			case "reasoning_details" -> this.details = exactObjects(parser);
			case "error" -> this.answer.error(Excerpt.read(parser));
			case "tool_calls" -> toolCalls().parse(parser);
			case "refusal" -> refusal(Tokens.text(parser));
			case "images" -> objects(parser).forEach((image) -> image(new Fields(image)));
			case "audio" -> audio(JsonValues.read(parser));
			case "annotations" -> objects(parser).forEach(this.answer::annotations);
			default -> unknown(name, parser);
		}
	}

	private ToolCallParser toolCalls() {
		if (this.toolCalls == null) {
			this.toolCalls = new ToolCallParser(this.answer, this.chunks, this.pairs);
		}
		return this.toolCalls;
	}

	private void unknown(String name, JsonParser parser) {
		if (PLAIN.contains(name)) {
			parser.skipChildren();
		}
		else {
			this.answer.messageField(name, JsonValues.exact(parser));
		}
	}

	private void content(JsonParser parser) {
		if (parser.currentToken() == JsonToken.START_OBJECT) {
			part(Fields.of(JsonValues.read(parser)));
		}
		else if (parser.currentToken() == JsonToken.START_ARRAY) {
			objects(parser).forEach((part) -> part(new Fields(part)));
		}
		else {
			text(Tokens.text(parser));
		}
	}

	/** A part of a list, by what is in it rather than by its type. */
	private void part(Fields part) {
		if (part.has("thinking")) {
			String words = ContentWords.of(part.value("thinking"));
			thoughts("thinking", Objects.requireNonNullElse(this.thoughts, "") + words);
		}
		else if (part.has("image_url")) {
			image(part);
		}
		else {
			text(ContentWords.of(part.value("text")));
		}
	}

	/** The first field that has words counts; the others repeat them. */
	private void thoughts(String field, @Nullable String words) {
		if (words != null && !words.isEmpty() && this.answer.thoughtsIn(field)) {
			this.thoughts = words;
		}
	}

	/** Whether a next piece of text is what it is, without looking at what was before. */
	boolean goesOn() {
		return this.answer.isVisible() && this.pairs.mark().isEmpty();
	}

	void text(@Nullable String text) {
		String whole = this.pairs.join(TornPairs.TEXT, Objects.requireNonNullElse(text, ""));
		if (!whole.isEmpty()) {
			this.answer.received(whole.length(), this.answer.isVisible() || !whole.isBlank());
			this.chunks.add(new CascadeChunk.Text(whole));
		}
	}

	private void refusal(@Nullable String text) {
		String whole = this.pairs.join(TornPairs.REFUSAL, Objects.requireNonNullElse(text, ""));
		if (!whole.isEmpty()) {
			this.answer.received(whole.length(), true);
			this.chunks.add(new CascadeChunk.Refusal(whole));
		}
	}

	/** The URL may stand in an object or on its own. */
	private void image(Fields image) {
		String url = image.object("image_url").text("url");
		url = (url != null) ? url : image.text("image_url");
		if (url != null) {
			this.answer.received(url.length(), true);
			this.chunks.add(new CascadeChunk.Media("image", url, null));
		}
	}

	private void audio(@Nullable Object value) {
		Fields audio = Fields.of(value);
		String data = Objects.requireNonNullElse(audio.text("data"), "");
		String words = (audio.value("transcript") instanceof String told) ? told : "";
		String transcript = words.isEmpty() ? null : this.pairs.join(TornPairs.TRANSCRIPT, words);
		this.answer.audio(audio);
		if (!data.isEmpty() || transcript != null) {
			int size = data.length() + ((transcript != null) ? transcript.length() : 0);
			this.answer.received(size, true);
			this.chunks.add(new CascadeChunk.Media("audio", data, transcript));
		}
	}

	/** Words and details say the same, so the words are taken from one of them. */
	private void reasoned() {
		String words = Objects.requireNonNullElseGet(this.thoughts, () -> ThoughtWords.of(this.details));
		String whole = this.pairs.join(TornPairs.THOUGHTS, words);
		if (!whole.isEmpty() || !this.details.isEmpty()) {
			this.answer.thought(whole.length());
			this.answer.keep(this.details);
			this.chunks.add(new CascadeChunk.Reasoning(whole, this.details));
		}
	}

	static List<Map<String, Object>> objects(JsonParser parser) {
		return Tokens.startsArray(parser) ? objectsIn(JsonValues.read(parser)) : List.of();
	}

	/** As they came, since they go back. */
	private static List<Map<String, Object>> exactObjects(JsonParser parser) {
		return Tokens.startsArray(parser) ? objectsIn(JsonValues.exact(parser)) : List.of();
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> objectsIn(@Nullable Object value) {
		List<Map<String, Object>> objects = new ArrayList<>();
		if (value instanceof List<?> values) {
			for (Object next : values) {
				if (next instanceof Map) {
					objects.add((Map<String, Object>) next);
				}
			}
		}
		return List.copyOf(objects);
	}

	/**
	 * What was known before something was read.
	 *
	 * @param answer what the answer had said
	 * @param halves characters that were torn
	 * @param calls pieces of tool calls
	 * @param chunks how many chunks there were
	 */
	record Mark(Answer.Mark answer, Map<Object, Character> halves, List<ToolCallParser.Piece> calls, int chunks) {

	}

}
