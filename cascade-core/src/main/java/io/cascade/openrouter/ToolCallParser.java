package io.cascade.openrouter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.cascade.CascadeChunk;
import io.cascade.UniqueIds;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads {@code tool_calls}. Which call a piece belongs to is told by its id, then by its
 * index, then by its position; a piece that begins another object where the arguments are
 * whole belongs to a call of its own, whatever these say.
 */
final class ToolCallParser {

	/** So that an endless run of empty pieces meets the size limit too. */
	private static final int LEAST_SIZE = 16;

	private final Answer answer;

	private final List<CascadeChunk> chunks;

	private final TornPairs pairs;

	private final List<Piece> pending = new ArrayList<>();

	private final UniqueIds ids = new UniqueIds();

	private final Map<String, Call> byId = new HashMap<>();

	private final Map<Long, Call> byIndex = new HashMap<>();

	private final List<Call> calls = new ArrayList<>();

	private final Set<Integer> positions = new HashSet<>();

	private @Nullable Call last;

	private int highest = -1;

	private int arrays;

	ToolCallParser(Answer answer, List<CascadeChunk> chunks, TornPairs pairs) {
		this.answer = answer;
		this.chunks = chunks;
		this.pairs = pairs;
	}

	/** Reads pieces, and keeps them until it is known whose they are. */
	void parse(JsonParser parser) {
		if (!Tokens.startsArray(parser)) {
			return;
		}
		this.arrays++;
		for (int place = 0; Tokens.next(parser) != JsonToken.END_ARRAY; place++) {
			if (Tokens.startsObject(parser)) {
				Piece piece = new Piece(this.arrays, place);
				fields(parser, piece, true);
				this.pending.add(piece);
			}
		}
	}

	private static void fields(JsonParser parser, Piece piece, boolean outer) {
		while (Tokens.next(parser) != JsonToken.END_OBJECT) {
			String field = parser.currentName();
			Tokens.next(parser);
			switch (field) {
				case "index" -> piece.index = Tokens.count(parser);
				case "id" -> piece.id = filled(Tokens.text(parser));
				case "name" -> piece.name = filled(Tokens.text(parser));
				case "arguments" -> piece.arguments = arguments(parser);
				case "type" -> Tokens.text(parser);
				case "function" -> function(parser, piece);
				default -> extra(field, parser, piece, outer);
			}
		}
	}

	private static void function(JsonParser parser, Piece piece) {
		if (Tokens.startsObject(parser)) {
			fields(parser, piece, false);
		}
	}

	private static void extra(String field, JsonParser parser, Piece piece, boolean outer) {
		Object value = JsonValues.exact(parser);
		if (outer && value != null) {
			piece.extras = piece.extras.isEmpty() ? new LinkedHashMap<>() : piece.extras;
			piece.extras.put(field, value);
		}
	}

	private static String arguments(JsonParser parser) {
		if (parser.currentToken() == JsonToken.START_OBJECT) {
			return JsonValues.write(Objects.requireNonNull(JsonValues.exact(parser)));
		}
		return Objects.requireNonNullElse(Tokens.text(parser), "");
	}

	private static @Nullable String filled(@Nullable String text) {
		return (text != null && !text.isEmpty()) ? text : null;
	}

	/** Pieces that nobody knows yet whose they are. */
	List<Piece> pending() {
		return List.copyOf(this.pending);
	}

	void pending(List<Piece> pieces) {
		this.pending.clear();
		this.pending.addAll(pieces);
	}

	boolean hasOpenCall() {
		return this.calls.stream().anyMatch((call) -> call.arguments.isOpen());
	}

	/** The pieces are of the answer: each one becomes a chunk. */
	void commit() {
		this.pending.forEach(this::add);
		this.pending.clear();
	}

	private void add(Piece piece) {
		Call found = find(piece);
		Call call = (found == null || found.isEndedBy(piece)) ? begin(piece) : found;
		String id = call.named(piece.id, this.byId, this.ids);
		String name = (call.name == null) ? piece.name : null;
		call.add(piece);
		if (piece.index != null) {
			this.byIndex.put(piece.index, call);
		}
		this.last = call;
		this.answer.received(LEAST_SIZE + piece.arguments.length(), true);
		this.answer.keep(piece.extras);
		this.chunks.add(new CascadeChunk.ToolCallDelta(call.position, id, name,
				this.pairs.join(call.position, piece.arguments), piece.extras));
	}

	/** Calls stand where their index says, unless another one stands there. */
	private Call begin(Piece piece) {
		boolean free = piece.index != null && piece.index < Short.MAX_VALUE
				&& !this.positions.contains(piece.index.intValue());
		int position = (piece.index != null && free) ? piece.index.intValue() : this.highest + 1;
		this.positions.add(position);
		this.highest = Math.max(this.highest, position);
		Call call = new Call(this.calls.size(), position, piece.index);
		this.calls.add(call);
		return call;
	}

	private @Nullable Call find(Piece piece) {
		if (piece.id != null) {
			Call known = this.byId.get(piece.id);
			return (known != null) ? known : nameless(piece);
		}
		return (piece.index != null) ? this.byIndex.get(piece.index) : inPlace(piece);
	}

	/** Nothing shows whose it is but its place. */
	private @Nullable Call inPlace(Piece piece) {
		if (this.last == null || piece.name != null) {
			return this.last;
		}
		return this.calls.get(Math.min(Math.max(this.last.order, piece.place), this.calls.size() - 1));
	}

	/** An id that is new may be that of a call which had none, or one that changes. */
	private @Nullable Call nameless(Piece piece) {
		Call there = (piece.index != null) ? this.byIndex.get(piece.index) : null;
		return (there != null && (there.id == null || piece.name == null)) ? there : null;
	}

	/**
	 * A piece of a call as it came.
	 */
	static final class Piece {

		private final int array;

		private final int place;

		private Map<String, Object> extras = Map.of();

		private @Nullable Long index;

		private @Nullable String id;

		private @Nullable String name;

		private String arguments = "";

		Piece(int array, int place) {
			this.array = array;
			this.place = place;
		}

	}

	/**
	 * A call so far.
	 */
	private static final class Call {

		private final int order;

		private final int position;

		private final @Nullable Long index;

		private @Nullable String id;

		private @Nullable String name;

		private int array;

		private final JsonDepth arguments = new JsonDepth();

		Call(int order, int position, @Nullable Long index) {
			this.order = order;
			this.position = position;
			this.index = index;
		}

		/** Whether a piece that seems to be of this call begins another one. */
		boolean isEndedBy(Piece piece) {
			boolean otherIndex = this.index != null && piece.index != null && !this.index.equals(piece.index);
			if (piece.name == null && !otherIndex) {
				return false;
			}
			boolean otherName = piece.id == null && piece.index == null && !Objects.equals(piece.name, this.name);
			boolean otherCall = otherIndex && !this.arguments.isOpen();
			return this.array == piece.array || otherName || otherCall
					|| (this.arguments.isWhole() && JsonDepth.begins(piece.arguments));
		}

		/**
		 * The id to report for this call, which no other one has; null once it is told.
		 */
		@Nullable String named(@Nullable String told, Map<String, Call> ids, UniqueIds unique) {
			if (this.id != null || told == null) {
				return null;
			}
			this.id = unique.of(told);
			ids.put(this.id, this);
			ids.put(told, this);
			return this.id;
		}

		void add(Piece piece) {
			this.name = (this.name != null) ? this.name : piece.name;
			this.array = piece.array;
			this.arguments.add(piece.arguments);
		}

	}

}
