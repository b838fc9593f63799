package io.cascade;

import org.jspecify.annotations.Nullable;

/**
 * A text that comes in pieces. One that came in one piece is that piece, and no copy of
 * it; two are joined when they are asked for. Not thread-safe.
 */
final class TextPieces {

	private static final int USUAL_SIZE = 256;

	private String first = "";

	private String second = "";

	/** All of it, as soon as there are three pieces. */
	private @Nullable StringBuilder joined;

	void add(String piece) {
		if (this.joined != null) {
			this.joined.append(piece);
		}
		else if (this.first.isEmpty()) {
			this.first = piece;
		}
		else if (this.second.isEmpty()) {
			this.second = piece;
		}
		else if (!piece.isEmpty()) {
			int size = this.first.length() + this.second.length() + piece.length();
			this.joined = new StringBuilder(Math.max(size, USUAL_SIZE)).append(this.first)
				.append(this.second)
				.append(piece);
		}
	}

	boolean isEmpty() {
		return this.first.isEmpty();
	}

	void clear() {
		this.first = "";
		this.second = "";
		this.joined = null;
	}

	@Override
	public String toString() {
		return (this.joined != null) ? this.joined.toString() : this.first.concat(this.second);
	}

}
