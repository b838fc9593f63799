package io.cascade.pricing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.cascade.CascadeRequest;
import io.cascade.ContentPart;
import io.cascade.Message;
import io.cascade.ResponseFormat;
import io.cascade.Tool;
import io.cascade.ToolCall;
import org.jspecify.annotations.Nullable;

/**
 * What a prompt consists of, in one pass over it. Not thread-safe.
 */
final class PromptSize {

	/** Two pairs of quotes, a colon and a comma. */
	private static final int PUNCTUATION = 6;

	private static final int BRACKETS = 2;

	/** What a number or a truth value usually has, and the most that a double has. */
	private static final int SCALAR = 4;

	private static final int LONGEST_SCALAR = 24;

	/** Schemas are never that deep; one that contains itself is. */
	private static final int DEEPEST = 64;

	private final List<String> texts = new ArrayList<>();

	private final TextSize text = new TextSize();

	private final TextSize schema = new TextSize();

	private final TokenSum extras = new TokenSum();

	private PromptSize() {
	}

	static PromptSize of(CascadeRequest request) {
		PromptSize size = new PromptSize();
		request.messages().forEach(size::add);
		request.tools().forEach(size::add);
		size.add(request.responseFormat());
		return size;
	}

	private void add(Message message) {
		this.extras.plus(Extra.MESSAGE.tokens());
		message.content().forEach(this::add);
		message.toolCalls().forEach(this::add);
		add(message.refusal());
		add(message.reasoning());
	}

	private void add(ContentPart part) {
		if (part instanceof ContentPart.Text words) {
			add(words.text());
		}
		else if (part instanceof ContentPart.Image) {
			this.extras.plus(Extra.IMAGE.tokens());
		}
		else if (part instanceof ContentPart.File file) {
			add(file.name());
			this.extras.plus(tokens(file));
		}
		else {
			this.extras.plus(Extra.data(part.size()));
		}
	}

	private static PromptTokens tokens(ContentPart.File file) {
		String data = file.data();
		if (data == null || !data.startsWith("data:")) {
			return Extra.DISTANT_FILE.tokens();
		}
		return Extra.data(data.length());
	}

	private void add(ToolCall call) {
		add(call.name());
		add(call.arguments());
	}

	/** The details repeat the text, where there is one. */
	private void add(Message.@Nullable Thoughts thoughts) {
		if (thoughts != null && thoughts.text().isEmpty()) {
			add(thoughts.details(), 0);
		}
		else if (thoughts != null) {
			add(thoughts.text());
		}
	}

	private void add(Tool tool) {
		this.extras.plus(Extra.TOOL.tokens());
		add(tool.name());
		add(tool.description());
		add(tool.parameters(), 0);
	}

	private void add(@Nullable ResponseFormat format) {
		if (format != null) {
			add(format.name());
			add(format.schema(), 0);
		}
	}

	private void add(@Nullable String words) {
		if (words != null && !words.isEmpty()) {
			this.texts.add(words);
			this.text.add(words);
		}
	}

	private void add(@Nullable Object value, int depth) {
		if (value instanceof Map<?, ?> map && depth < DEEPEST) {
			this.schema.addAscii(BRACKETS, BRACKETS);
			map.forEach((key, inner) -> addEntry(key, inner, depth + 1));
		}
		else if (value instanceof Iterable<?> values && depth < DEEPEST) {
			this.schema.addAscii(BRACKETS, BRACKETS);
			values.forEach((inner) -> addEntry("", inner, depth + 1));
		}
		else if (value != null) {
			addScalar(value);
		}
	}

	private void addEntry(@Nullable Object key, @Nullable Object value, int depth) {
		this.schema.addAscii(PUNCTUATION, PUNCTUATION);
		this.schema.add(String.valueOf(key));
		add(value, depth);
	}

	private void addScalar(Object value) {
		if (value instanceof String words) {
			this.schema.add(words);
		}
		else if (value instanceof Enum<?> constant) {
			this.schema.add(constant.name());
		}
		else {
			this.schema.addAscii(SCALAR, LONGEST_SCALAR);
		}
	}

	/** What a tokenizer can count; never empty strings. */
	List<String> texts() {
		return this.texts;
	}

	/** The size of the texts together. */
	TextSize text() {
		return this.text;
	}

	/** The size of what is sent as JSON. */
	TextSize schema() {
		return this.schema;
	}

	/** What is neither. */
	TokenSum extras() {
		return this.extras;
	}

}
