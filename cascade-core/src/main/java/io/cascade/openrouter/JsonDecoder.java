package io.cascade.openrouter;

import java.util.Arrays;

import org.springframework.core.io.buffer.DataBuffer;

/**
 * Splits bytes into JSON objects: a whole body, one object a line, objects run together,
 * and those of an array that is still open. What stands between them and is no object is
 * handed out as a word. Not thread-safe.
 */
final class JsonDecoder implements BodyDecoder {

	private static final byte[] LABEL = { 'd', 'a', 't', 'a', ':' };

	private final EventHandler handler;

	private final int maxSize;

	/** Lent while there is something in it. */
	private byte[] bytes = LentBytes.NONE;

	private int end;

	private int scanned;

	/** Where the open object or word began, -1 between them. */
	private int start = -1;

	private int depth;

	/** Arrays around the objects that are still open. */
	private int arrays;

	/** The object that came last has lines of its own, so it is none itself. */
	private boolean hasLines;

	/** Behind the object that came last stands what separates objects. */
	private boolean separated;

	private boolean inString;

	private boolean escaped;

	JsonDecoder(int maxSize, EventHandler handler) {
		this.maxSize = maxSize;
		this.handler = handler;
	}

	@Override
	public void decode(DataBuffer buffer) {
		int count = buffer.readableByteCount();
		if (this.end + count > this.bytes.length) {
			this.bytes = LentBytes.larger(this.bytes, this.end, this.end + count);
		}
		buffer.read(this.bytes, this.end, count);
		this.end += count;
		scan();
		compact();
	}

	@Override
	public void complete() {
		if (this.start >= 0) {
			int from = this.start;
			this.start = -1;
			hand(from, this.end);
		}
	}

	@Override
	public boolean goesOn() {
		return this.separated || this.arrays > 0;
	}

	private void scan() {
		while (this.scanned < this.end) {
			if (this.inString) {
				this.scanned = this.escaped ? this.scanned
						: ByteScan.next(this.bytes, this.scanned, this.end - 1, '"', '\\');
				inString(this.bytes[this.scanned]);
			}
			else if (this.depth > 0) {
				this.scanned = nextInObject(this.bytes, this.scanned, this.end - 1);
				inObject(this.bytes[this.scanned]);
			}
			else {
				between(this.bytes[this.scanned]);
			}
			this.scanned++;
		}
	}

	/** The loop that sees nearly every byte: it touches no field. */
	private static int nextInObject(byte[] bytes, int from, int last) {
		int at = from;
		while (at < last && bytes[at] != '"' && bytes[at] != '{' && bytes[at] != '}' && bytes[at] != '\n') {
			at++;
		}
		return at;
	}

	private void inString(byte next) {
		if (this.escaped) {
			this.escaped = false;
		}
		else if (next == '\\') {
			this.escaped = true;
		}
		else if (next == '"') {
			this.inString = false;
		}
	}

	private void inObject(byte next) {
		if (next == '"') {
			this.inString = true;
		}
		else if (next == '\n') {
			this.hasLines = true;
		}
		else if (next == '{') {
			this.depth++;
		}
		else if (next == '}' && --this.depth == 0) {
			int from = this.start;
			this.start = -1;
			hand(from, this.scanned + 1);
		}
	}

	private void between(byte next) {
		if (next == '{') {
			word();
			this.start = this.scanned;
			this.depth = 1;
			this.hasLines = false;
			this.separated = false;
		}
		else if ((next >= 0 && next <= ' ') || next == ',' || next == '[' || next == ']') {
			word();
			separator(next);
		}
		else if (this.start < 0) {
			this.start = this.scanned;
		}
	}

	/** A line break ends a line, which an object with lines inside is not. */
	private void separator(byte next) {
		switch (next) {
			case '[' -> this.arrays++;
			case ']' -> closed();
			case ',' -> this.separated = true;
			case '\n' -> this.separated |= this.arrays == 0 && !this.hasLines;
			default -> {
			}
		}
	}

	private void closed() {
		this.arrays--;
		this.separated = false;
		this.hasLines = true;
	}

	private void word() {
		if (this.start >= 0) {
			int from = this.start;
			this.start = -1;
			if (!Arrays.equals(this.bytes, from, this.scanned, LABEL, 0, LABEL.length)) {
				hand(from, this.scanned);
			}
		}
	}

	private void hand(int from, int to) {
		limit(to - from);
		this.handler.event(this.bytes, from, to, EventHandler.NAMELESS);
	}

	private void limit(int size) {
		if (size > this.maxSize) {
			throw new EventTooLargeException();
		}
	}

	private void compact() {
		int from = (this.start >= 0) ? this.start : this.end;
		limit(this.end - from);
		System.arraycopy(this.bytes, from, this.bytes, 0, this.end - from);
		this.end -= from;
		this.scanned -= from;
		this.start = (this.start >= 0) ? 0 : -1;
		if (this.end == 0) {
			LentBytes.giveBack(this.bytes);
			this.bytes = LentBytes.NONE;
		}
	}

}
