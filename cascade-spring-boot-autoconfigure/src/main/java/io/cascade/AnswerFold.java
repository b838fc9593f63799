package io.cascade;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * Puts the pieces of one answer together. Not thread-safe.
 */
public final class AnswerFold {

	private final StringBuilder text = new StringBuilder();

	private final StringBuilder thoughts = new StringBuilder();

	private final StringBuilder refusal = new StringBuilder();

	private final Map<Object, DetailParts> details = new LinkedHashMap<>();

	private final Map<Integer, ToolCallParts> toolCalls = new TreeMap<>();

	private final List<CascadeChunk.Media> media = new ArrayList<>();

	private CascadeChunk.@Nullable End end;

	private boolean begun;

	/**
	 * Adds the next piece; a {@link CascadeChunk.Restart} discards those before it.
	 * @param chunk the piece
	 */
	public void add(CascadeChunk chunk) {
		this.begun |= chunk.carriesContent();
		if (chunk instanceof CascadeChunk.Text piece) {
			this.text.append(piece.text());
		}
		else if (chunk instanceof CascadeChunk.Reasoning piece) {
			this.thoughts.append(piece.text());
			piece.details().forEach(this::addDetail);
		}
		else if (chunk instanceof CascadeChunk.ToolCallDelta piece) {
			this.toolCalls.computeIfAbsent(piece.index(), ToolCallParts::new).add(piece);
		}
		else if (chunk instanceof CascadeChunk.Media piece) {
			this.media.add(piece);
		}
		else if (chunk instanceof CascadeChunk.Refusal piece) {
			this.refusal.append(piece.text());
		}
		else if (chunk instanceof CascadeChunk.End last) {
			this.end = last;
		}
		else {
			discard();
		}
	}

	/**
	 * Whether anything was received since the beginning or the last restart.
	 * @return {@code true} if the answer has begun
	 */
	public boolean hasBegun() {
		return this.begun;
	}

	/**
	 * The text so far.
	 * @return the text, may be empty
	 */
	public String text() {
		return this.text.toString();
	}

	/**
	 * The text so far, if the answer is nothing but text and can be gone on from.
	 * @return the text, empty if it is not
	 */
	public String continuableText() {
		boolean onlyText = this.toolCalls.isEmpty() && this.media.isEmpty() && this.refusal.isEmpty();
		return onlyText ? this.text.toString() : "";
	}

	private void discard() {
		this.begun = false;
		this.text.setLength(0);
		this.thoughts.setLength(0);
		this.refusal.setLength(0);
		this.details.clear();
		this.toolCalls.clear();
		this.media.clear();
	}

	private void addDetail(Map<String, Object> detail) {
		Object index = detail.getOrDefault("index", this.details.size());
		this.details.computeIfAbsent(index, (any) -> new DetailParts()).add(detail);
	}

	/**
	 * The whole answer.
	 * @return the answer
	 * @throws IllegalStateException if its {@link CascadeChunk.End} was not added
	 */
	public CascadeResponse complete() {
		if (this.end == null) {
			throw new IllegalStateException("the answer has no end");
		}
		return response(this.end, this.toolCalls.values().stream().map(ToolCallParts::build).toList());
	}

	/**
	 * What there is of a broken answer. A half-assembled tool call is worth nothing and
	 * left out.
	 * @param broken who had begun to answer
	 * @return the partial answer
	 */
	public CascadeResponse partial(CascadeChunk.End broken) {
		return response(broken, List.of());
	}

	private CascadeResponse response(CascadeChunk.End last, List<ToolCall> calls) {
		List<ContentPart> content = this.text.isEmpty() ? List.of() : List.of(ContentPart.text(this.text.toString()));
		String declined = this.refusal.isEmpty() ? null : this.refusal.toString();
		Message message = new Message(Message.Role.ASSISTANT, content, calls, null, declined, thoughts(last));
		return new CascadeResponse(message, List.copyOf(this.media), last);
	}

	private Message.@Nullable Thoughts thoughts(CascadeChunk.End last) {
		if (this.thoughts.isEmpty() && this.details.isEmpty()) {
			return null;
		}
		return new Message.Thoughts(this.thoughts.toString(),
				this.details.values().stream().map(DetailParts::build).toList(), Target.author(last.served().model()));
	}

	/** Prose comes in very many pieces, so that it is joined once only. */
	private static final class DetailParts {

		private static final Set<String> PROSE = Set.of("text", "summary", "data");

		private final Map<String, Object> fields = new LinkedHashMap<>();

		void add(Map<String, Object> piece) {
			piece.forEach((name, value) -> this.fields.merge(name, value,
					(before, next) -> PROSE.contains(name) ? joined(before, next) : next));
		}

		private static StringBuilder joined(Object before, Object next) {
			return ((before instanceof StringBuilder prose) ? prose : new StringBuilder().append(before)).append(next);
		}

		Map<String, Object> build() {
			Map<String, Object> whole = new LinkedHashMap<>(this.fields);
			whole.replaceAll((name, value) -> (value instanceof StringBuilder prose) ? prose.toString() : value);
			return whole;
		}

	}

	private static final class ToolCallParts {

		private final StringBuilder arguments = new StringBuilder();

		private final int index;

		private @Nullable String id;

		private @Nullable String name;

		ToolCallParts(int index) {
			this.index = index;
		}

		void add(CascadeChunk.ToolCallDelta piece) {
			this.id = (this.id != null) ? this.id : piece.id();
			this.name = (this.name != null) ? this.name : piece.name();
			this.arguments.append(piece.arguments());
		}

		ToolCall build() {
			String json = this.arguments.toString().strip();
			return new ToolCall((this.id != null) ? this.id : "call_" + this.index,
					(this.name != null) ? this.name : "", json.isEmpty() ? "{}" : json);
		}

	}

}
