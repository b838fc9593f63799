package io.cascade;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * Puts the pieces of one answer together. Not thread-safe.
 */
public final class AnswerFold {

	private final TextPieces text = new TextPieces();

	private final TextPieces thoughts = new TextPieces();

	private final TextPieces refusal = new TextPieces();

	private final ThoughtDetails details = new ThoughtDetails();

	/** By their positions; made when there is one. */
	private Map<Integer, ToolCallParts> toolCalls = Map.of();

	/** Made when there is any. */
	private List<CascadeChunk.Media> media = List.of();

	private @Nullable Vectors vectors;

	private CascadeChunk.@Nullable End end;

	private boolean begun;

	/**
	 * Adds the next piece; a {@link CascadeChunk.Restart} discards those before it.
	 * @param chunk the piece
	 */
	public void add(CascadeChunk chunk) {
		this.begun |= chunk.carriesContent();
		if (chunk instanceof CascadeChunk.Text piece) {
			this.text.add(piece.text());
		}
		else if (chunk instanceof CascadeChunk.Reasoning piece) {
			this.thoughts.add(piece.text());
			this.details.add(piece.details());
		}
		else if (chunk instanceof CascadeChunk.ToolCallDelta piece) {
			this.toolCalls = this.toolCalls.isEmpty() ? new TreeMap<>() : this.toolCalls;
			this.toolCalls.computeIfAbsent(piece.index(), ToolCallParts::new).add(piece);
		}
		else if (chunk instanceof CascadeChunk.Media piece) {
			this.media = this.media.isEmpty() ? new ArrayList<>() : this.media;
			this.media.add(piece);
		}
		else if (chunk instanceof CascadeChunk.Embeddings piece) {
			this.vectors = piece.vectors();
		}
		else if (chunk instanceof CascadeChunk.Refusal piece) {
			this.refusal.add(piece.text());
		}
		else if (chunk instanceof CascadeChunk.End last) {
			this.end = last;
		}
		else if (chunk instanceof CascadeChunk.Restart) {
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
		this.text.clear();
		this.thoughts.clear();
		this.refusal.clear();
		this.details.clear();
		this.toolCalls = Map.of();
		this.media = List.of();
		this.vectors = null;
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
		return response(this.end, this.toolCalls.isEmpty() ? List.of() : calls());
	}

	/**
	 * The whole answer to a call for embeddings.
	 * @return the answer
	 * @throws IllegalStateException if it has no vectors or no end
	 */
	public EmbeddingResponse embeddings() {
		if (this.end == null || this.vectors == null) {
			throw new IllegalStateException("the answer has no vectors or no end");
		}
		return EmbeddingResponse.of(this.vectors, this.end);
	}

	private List<ToolCall> calls() {
		UniqueIds ids = new UniqueIds();
		return this.toolCalls.values().stream().map((parts) -> parts.build(ids)).toList();
	}

	/**
	 * What there is of a broken answer. A half-assembled tool call is worth nothing and
	 * left out.
	 * @param broken the model that had begun to answer
	 * @return the partial answer
	 */
	public CascadeResponse partial(CascadeChunk.End broken) {
		return response(broken, List.of());
	}

	private CascadeResponse response(CascadeChunk.End last, List<ToolCall> calls) {
		List<ContentPart> content = this.text.isEmpty() ? List.of() : List.of(ContentPart.text(this.text.toString()));
		String declined = this.refusal.isEmpty() ? null : this.refusal.toString();
		Message message = new Message(Message.Role.ASSISTANT, content, calls, null, declined, thoughts(last), null,
				origin(last, calls));
		return new CascadeResponse(message, List.copyOf(this.media), last);
	}

	private Message.@Nullable Thoughts thoughts(CascadeChunk.End last) {
		if (this.thoughts.isEmpty() && this.details.isEmpty()) {
			return null;
		}
		return new Message.Thoughts(this.thoughts.toString(), this.details.values(),
				Upstream.author(last.served().model()));
	}

	private Message.@Nullable Origin origin(CascadeChunk.End last, List<ToolCall> calls) {
		CascadeChunk.Extras extras = last.extras();
		boolean kept = extras.thoughtsIn() != null || !extras.message().isEmpty() || !this.details.isEmpty()
				|| haveExtras(calls);
		return kept ? new Message.Origin(last.served().upstream(), Upstream.author(last.served().model()),
				extras.thoughtsIn(), extras.message()) : null;
	}

	private static boolean haveExtras(List<ToolCall> calls) {
		for (ToolCall call : calls) {
			if (!call.extras().isEmpty()) {
				return true;
			}
		}
		return false;
	}

	private static final class ToolCallParts {

		private final TextPieces arguments = new TextPieces();

		private final Map<String, Object> extras = new LinkedHashMap<>();

		private final int index;

		private @Nullable String id;

		private @Nullable String name;

		ToolCallParts(int index) {
			this.index = index;
		}

		void add(CascadeChunk.ToolCallDelta piece) {
			this.id = (this.id != null) ? this.id : piece.id();
			this.name = (this.name != null) ? this.name : piece.name();
			this.arguments.add(piece.arguments());
			this.extras.putAll(piece.extras());
		}

		/** No two calls have one id, since the next upstream would refuse them. */
		ToolCall build(UniqueIds ids) {
			String json = this.arguments.toString().strip();
			String given = (this.id != null) ? this.id : "call_" + this.index;
			return new ToolCall(ids.of(given), (this.name != null) ? this.name : "", json.isEmpty() ? "{}" : json,
					this.extras);
		}

	}

}
