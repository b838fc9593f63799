package io.cascade.openrouter;

/**
 * Follows a JSON object that comes in pieces, without parsing it. Not thread-safe.
 */
final class JsonDepth {

	private int depth;

	private boolean begun;

	private boolean inString;

	private boolean escaped;

	void add(String piece) {
		for (int i = 0; i < piece.length(); i++) {
			add(piece.charAt(i));
		}
	}

	private void add(char next) {
		if (this.inString) {
			this.inString = this.escaped || next != '"';
			this.escaped = !this.escaped && next == '\\';
		}
		else if (next == '{' || next == '[') {
			this.depth++;
			this.begun = true;
		}
		else if (next == '}' || next == ']') {
			this.depth--;
		}
		else {
			this.inString = next == '"';
		}
	}

	/** Its last brace has come. */
	boolean isWhole() {
		return this.begun && this.depth <= 0 && !this.inString;
	}

	/** Its first brace has come, and its last one not. */
	boolean isOpen() {
		return this.begun && !isWhole();
	}

	/** Whether a text is the beginning of an object, or of nothing yet. */
	static boolean begins(String text) {
		String stripped = text.stripLeading();
		return stripped.isEmpty() || stripped.startsWith("{");
	}

}
