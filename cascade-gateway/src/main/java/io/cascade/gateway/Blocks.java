package io.cascade.gateway;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.cascade.CascadeChunk;
import io.cascade.ThoughtDetails;
import io.cascade.UniqueIds;
import org.jspecify.annotations.Nullable;

/**
 * Puts an answer into blocks of which one is written at a time, as the clients of some
 * protocols need it. What belongs to another block than the one that is open waits until
 * that is whole: a text is as soon as something else begins, a call when its arguments
 * are a whole object. Not thread-safe.
 */
final class Blocks {

	private final Writer writer;

	private final Deque<Block> waiting = new ArrayDeque<>();

	private final Map<Integer, Block> calls = new HashMap<>();

	private final UniqueIds ids = new UniqueIds();

	Blocks(Writer writer) {
		this.writer = writer;
	}

	/** Whether a piece of text would go straight on. */
	boolean writesText() {
		Block open = this.waiting.peek();
		return open != null && open.opened && open.kind == Kind.TEXT && this.waiting.size() == 1;
	}

	void add(CascadeChunk chunk) {
		if (chunk instanceof CascadeChunk.Text piece) {
			add(Kind.TEXT, piece.text());
		}
		else if (chunk instanceof CascadeChunk.Refusal piece) {
			add(Kind.REFUSAL, piece.text());
		}
		else if (chunk instanceof CascadeChunk.Reasoning piece) {
			thoughts(piece);
		}
		else if (chunk instanceof CascadeChunk.ToolCallDelta piece) {
			call(piece);
		}
	}

	/** Closes what is open, and writes what waits. */
	void end() {
		write(true);
	}

	private void add(Kind kind, String text) {
		if (!text.isEmpty()) {
			last(kind).text.append(text);
			write(false);
		}
	}

	private void thoughts(CascadeChunk.Reasoning piece) {
		if (!piece.text().isEmpty() || !piece.details().isEmpty()) {
			Block block = last(Kind.THOUGHTS);
			block.text.append(piece.text());
			block.details.add(piece.details());
			write(false);
		}
	}

	private void call(CascadeChunk.ToolCallDelta piece) {
		Block block = this.calls.get(piece.index());
		if (block == null) {
			block = begin(Kind.CALL);
			this.calls.put(piece.index(), block);
			block.index = piece.index();
		}
		block.add(piece);
		write(false);
	}

	private Block last(Kind kind) {
		Block last = this.waiting.peekLast();
		return (last != null && last.kind == kind) ? last : begin(kind);
	}

	private Block begin(Kind kind) {
		Block block = new Block(kind);
		this.waiting.add(block);
		return block;
	}

	private void write(boolean ended) {
		while (!this.waiting.isEmpty()) {
			Block first = this.waiting.element();
			boolean left = ended || (this.waiting.size() > 1 && first.isWhole());
			if (!first.opened && (left || first.mayOpen())) {
				open(first);
			}
			if (first.opened && !first.text.isEmpty()) {
				this.writer.piece(first, first.text.toString());
				first.text.setLength(0);
			}
			if (!left) {
				return;
			}
			close(first, ended && this.waiting.size() == 1);
		}
	}

	private void open(Block block) {
		if (block.kind == Kind.CALL) {
			block.id = this.ids.of((block.id != null) ? block.id : "call_" + block.index);
			block.name = (block.name != null) ? block.name : "";
		}
		block.opened = true;
		this.writer.opened(block);
	}

	private void close(Block block, boolean last) {
		if (block.kind == Kind.CALL && !block.json.hasBegun()) {
			this.writer.piece(block, "{}");
		}
		this.waiting.remove();
		this.writer.closed(block, last);
	}

	/**
	 * Writes blocks, one at a time.
	 */
	interface Writer {

		/** The next block begins. */
		void opened(Block block);

		/** A piece of it, never empty. */
		void piece(Block block, String text);

		/** It ends; the last one ends with the answer. */
		void closed(Block block, boolean last);

	}

	/**
	 * What a block holds.
	 */
	enum Kind {

		TEXT, REFUSAL, THOUGHTS, CALL

	}

	/**
	 * A block, or what of it waits.
	 */
	static final class Block {

		private final Kind kind;

		private final StringBuilder text = new StringBuilder();

		private final ThoughtDetails details = new ThoughtDetails();

		private final JsonEnd json = new JsonEnd();

		private int index;

		private @Nullable String id;

		private @Nullable String name;

		private boolean opened;

		private Block(Kind kind) {
			this.kind = kind;
		}

		private void add(CascadeChunk.ToolCallDelta piece) {
			if (!this.opened) {
				this.id = (this.id != null) ? this.id : piece.id();
				this.name = (this.name != null) ? this.name : piece.name();
			}
			this.text.append(this.json.add(piece.arguments()));
		}

		private boolean isWhole() {
			return this.kind != Kind.CALL || (mayOpen() && this.json.isWhole());
		}

		/** The kind of thoughts without words is known when they end. */
		private boolean mayOpen() {
			return (this.kind == Kind.CALL) ? this.id != null && this.name != null : !this.text.isEmpty();
		}

		Kind kind() {
			return this.kind;
		}

		/** Whether there are words when it is opened. */
		boolean hasText() {
			return !this.text.isEmpty();
		}

		/** The details of thoughts so far. */
		List<Map<String, Object>> details() {
			return this.details.values();
		}

		String id() {
			return String.valueOf(this.id);
		}

		String name() {
			return String.valueOf(this.name);
		}

	}

}
