package io.cascade.gateway;

/**
 * Finds the end of a JSON object that comes in pieces, and leaves out the white space
 * around it. Not thread-safe.
 */
final class JsonEnd {

	private int depth;

	private boolean begun;

	private boolean whole;

	private boolean quoted;

	private boolean escaped;

	/** The piece without what is white space before or after the object. */
	String add(String piece) {
		int from = 0;
		while (!this.begun && from < piece.length() && Character.isWhitespace(piece.charAt(from))) {
			from++;
		}
		int to = from;
		for (int i = from; i < piece.length(); i++) {
			if (!this.whole || !Character.isWhitespace(piece.charAt(i))) {
				next(piece.charAt(i));
				to = i + 1;
			}
		}
		return piece.substring(from, to);
	}

	private void next(char sign) {
		if (this.whole) {
			throw broken();
		}
		this.begun = true;
		if (this.quoted) {
			this.quoted = this.escaped || sign != '"';
			this.escaped = !this.escaped && sign == '\\';
		}
		else if (sign == '"') {
			this.quoted = true;
		}
		else if (sign == '{' || sign == '[') {
			this.depth++;
		}
		else if (sign == '}' || sign == ']') {
			this.depth--;
			this.whole = this.depth == 0;
		}
	}

	boolean hasBegun() {
		return this.begun;
	}

	boolean isWhole() {
		return this.whole;
	}

	/** Nobody could do what such arguments ask for. */
	static GatewayException broken() {
		return GatewayError
			.of(502, "invalid_tool_arguments", "The model called a tool with arguments that are no JSON object.")
			.raised();
	}

}
