package io.cascade.openrouter;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.cascade.CascadeChunk;
import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads {@code tool_calls}. A piece without an index belongs to the call whose id it
 * bears, else to the one at its position.
 */
final class ToolCallParser {

	/** So that an endless run of empty pieces meets the size limit too. */
	private static final int LEAST_SIZE = 16;

	private final Answer answer;

	private final List<CascadeChunk> chunks;

	private final Map<String, Integer> indexes = new HashMap<>();

	private int lastIndex = -1;

	private int highest = -1;

	private @Nullable Long index;

	private @Nullable String id;

	private @Nullable String name;

	private String arguments = "";

	ToolCallParser(Answer answer, List<CascadeChunk> chunks) {
		this.answer = answer;
		this.chunks = chunks;
	}

	void parse(JsonParser parser) {
		if (!Tokens.startsArray(parser)) {
			return;
		}
		for (int position = 0; Tokens.next(parser) != JsonToken.END_ARRAY; position++) {
			if (Tokens.startsObject(parser)) {
				call(parser, position);
			}
		}
	}

	private void call(JsonParser parser, int position) {
		this.index = null;
		this.id = null;
		this.name = null;
		this.arguments = "";
		fields(parser);
		this.answer.received(LEAST_SIZE + this.arguments.length(), true);
		this.chunks.add(new CascadeChunk.ToolCallDelta(indexAt(position), this.id, this.name, this.arguments));
	}

	private void fields(JsonParser parser) {
		while (Tokens.next(parser) != JsonToken.END_OBJECT) {
			String field = parser.currentName();
			Tokens.next(parser);
			switch (field) {
				case "index" -> this.index = Tokens.count(parser);
				case "id" -> this.id = filled(Tokens.text(parser));
				case "name" -> this.name = filled(Tokens.text(parser));
				case "arguments" -> this.arguments = arguments(parser);
				case "function" -> function(parser);
				default -> parser.skipChildren();
			}
		}
	}

	private void function(JsonParser parser) {
		if (Tokens.startsObject(parser)) {
			fields(parser);
		}
	}

	private static String arguments(JsonParser parser) {
		if (parser.currentToken() == JsonToken.START_OBJECT) {
			return JsonValues.write(JsonValues.object(parser));
		}
		return Objects.requireNonNullElse(Tokens.text(parser), "");
	}

	private static @Nullable String filled(@Nullable String text) {
		return (text != null && !text.isEmpty()) ? text : null;
	}

	private int indexAt(int position) {
		if (this.index != null) {
			this.lastIndex = this.index.intValue();
		}
		else if (this.id != null) {
			this.lastIndex = this.indexes.getOrDefault(this.id, this.highest + 1);
		}
		else {
			this.lastIndex = Math.max(this.lastIndex, position);
		}
		if (this.id != null) {
			this.indexes.putIfAbsent(this.id, this.lastIndex);
		}
		this.highest = Math.max(this.highest, this.lastIndex);
		return this.lastIndex;
	}

}
