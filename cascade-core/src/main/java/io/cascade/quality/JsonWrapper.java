package io.cascade.quality;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes off what models put around a whole answer in JSON: a byte order mark, a Markdown
 * fence, thoughts between tags, marks of a chat template. What is not such a wrapper
 * stays as it is. Reads a text wherever it is cut, each character once or a few times,
 * and holds back no more than wrappers. Not thread-safe.
 * <p>
 * {@code HEAD ▸ VALUE} with the bracket that begins a value behind whatever is in front
 * of it; {@code VALUE ▸ TAIL} with the one that ends it. Without a bracket everything
 * stays in {@code HEAD} until the end.
 */
final class JsonWrapper {

	private static final Set<String> THOUGHTS = Set.of("think", "thinking", "thought", "thoughts", "reasoning",
			"reflection", "analysis");

	private static final Pattern CLOSED = Pattern.compile("</(?:" + String.join("|", THOUGHTS) + ")>",
			Pattern.CASE_INSENSITIVE);

	/** A mark of a template, with the role or channel that comes with it. */
	private static final Pattern MARK = Pattern.compile(
			"<\\|[a-zA-Z_]{1,32}\\|>(?:(?:assistant|final|json)(?=[\\s<{\\[]))?|</?s>|<(?:start|end)_of_turn>(?:model)?|"
					+ "</?(?:answer|json|output|response|result)>|\\[/INST]");

	private static final Pattern TAG = Pattern.compile("<([a-zA-Z]{1,16})>");

	private static final Pattern FENCE = Pattern.compile("(`{3,16}|~{3,16})(?:[^\\n`{\\[]{0,64}|\\{\\.\\w{1,16}})\\n");

	private static final Pattern FENCED = Pattern.compile("(`{3,16}|~{3,16})(json5?|JSON)?[ \\t]*(?=\\[|\\{[^.])");

	private static final Pattern END_OF_FENCE = Pattern.compile("`{3,16}|~{3,16}");

	private static final Pattern SCALAR = Pattern
		.compile("true|false|null|-?\\d{1,64}(?:\\.\\d{1,64})?(?:[eE][+-]?\\d{1,4})?|\"[^\"\\\\\\n]*+\"");

	private static final int LONGEST_MARK = 100;

	private static final int MOST_THOUGHTS = 16;

	private final StringBuilder held = new StringBuilder();

	private Place place = Place.HEAD;

	private int searched;

	private final List<Integer> closed = new ArrayList<>();

	private int depth;

	private boolean inText;

	private boolean escaped;

	private boolean found;

	/**
	 * Takes a piece.
	 * @param piece the next piece of the text
	 * @return what of the value is known now; may be empty
	 */
	String add(String piece) {
		if (this.place == Place.VALUE) {
			return value(piece);
		}
		this.held.append(piece);
		return (this.place == Place.HEAD) ? begun(false) : "";
	}

	/**
	 * Ends the text.
	 * @return what is left of it
	 */
	String end() {
		String rest = (this.place == Place.HEAD) ? begun(true) : "";
		if (this.place == Place.HEAD) {
			return scalar();
		}
		String tail = this.held.toString();
		this.held.setLength(0);
		if (tail.isBlank() || !isWrapper(tail)) {
			return rest + tail;
		}
		this.found = true;
		return rest;
	}

	/**
	 * Whether something was taken off.
	 * @return {@code true} if the answer was not the value alone
	 */
	boolean found() {
		return this.found;
	}

	private String begun(boolean ended) {
		int start = start(ended);
		if (start < 0) {
			return "";
		}
		this.found = !this.held.substring(0, start).isBlank();
		String value = this.held.substring(this.found ? start : 0);
		this.held.setLength(0);
		this.place = Place.VALUE;
		return value(value);
	}

	/** Where the value begins, negative while that is not known. */
	private int start(boolean ended) {
		int at = opened(0, ended);
		if (at >= 0 && isBracket(at)) {
			return at;
		}
		search();
		return this.closed.stream()
			.map((closed) -> opened(closed, ended))
			.filter((behind) -> behind >= 0 && isBracket(behind))
			.findFirst()
			.orElse(-1);
	}

	private boolean isBracket(int at) {
		return at < this.held.length() && (this.held.charAt(at) == '{' || this.held.charAt(at) == '[');
	}

	/** Where thoughts end; the tag in front of them may have been in the prompt. */
	private void search() {
		Matcher matcher = CLOSED.matcher(this.held).region(this.searched, this.held.length());
		while (this.closed.size() < MOST_THOUGHTS && matcher.find()) {
			this.closed.add(matcher.end());
			this.searched = matcher.end();
		}
		this.searched = Math.max(this.searched, this.held.length() - 16);
	}

	/** Behind all that may stand in front of a value. */
	private int opened(int from, boolean ended) {
		int at = blanks(from);
		boolean fenced = false;
		while (at < this.held.length() && (this.held.charAt(at) == '<' || (!fenced && isFence(at)))) {
			fenced |= isFence(at);
			int next = (ended || this.held.length() - at > LONGEST_MARK || hasEnd(at)) ? passed(at) : -1;
			if (next < 0) {
				return -1;
			}
			at = blanks(next);
		}
		return at;
	}

	private boolean hasEnd(int at) {
		return this.held.indexOf((this.held.charAt(at) == '<') ? ">" : "\n", at) > 0 || this.held.indexOf("{", at) > 0
				|| this.held.indexOf("[", at) > 0;
	}

	private int blanks(int from) {
		int at = from;
		while (at < this.held.length()
				&& (Character.isWhitespace(this.held.charAt(at)) || this.held.charAt(at) == '\uFEFF')) {
			at++;
		}
		return at;
	}

	private boolean isFence(int at) {
		return this.held.charAt(at) == '`' || this.held.charAt(at) == '~';
	}

	private int passed(int at) {
		for (Pattern pattern : new Pattern[] { MARK, FENCE, FENCED }) {
			Matcher matcher = pattern.matcher(this.held).region(at, this.held.length());
			if (matcher.lookingAt()) {
				return matcher.end();
			}
		}
		Matcher tag = TAG.matcher(this.held).region(at, Math.min(this.held.length(), at + LONGEST_MARK));
		boolean thinks = tag.lookingAt() && THOUGHTS.contains(tag.group(1).toLowerCase(Locale.ROOT));
		search();
		return thinks ? this.closed.stream().filter((closed) -> closed > at).findFirst().orElse(-1) : -1;
	}

	private String value(String piece) {
		int end = 0;
		while (end < piece.length() && this.place == Place.VALUE) {
			read(piece.charAt(end++));
		}
		this.held.append(piece, end, piece.length());
		return piece.substring(0, end);
	}

	private void read(char next) {
		if (this.inText) {
			this.inText = this.escaped || next != '"';
			this.escaped = !this.escaped && next == '\\';
			return;
		}
		if (this.depth == 0 && Character.isWhitespace(next)) {
			return;
		}
		this.inText = next == '"';
		this.depth += (next == '{' || next == '[') ? 1 : (next == '}' || next == ']') ? -1 : 0;
		this.place = (this.depth == 0) ? Place.TAIL : Place.VALUE;
	}

	private static boolean isWrapper(String tail) {
		Matcher mark = MARK.matcher(tail);
		Matcher fence = END_OF_FENCE.matcher(tail);
		int at = 0;
		while (at < tail.length()) {
			if (Character.isWhitespace(tail.charAt(at)) || tail.charAt(at) == '\uFEFF') {
				at++;
			}
			else if (mark.region(at, tail.length()).lookingAt()) {
				at = mark.end();
			}
			else if (fence.region(at, tail.length()).lookingAt()) {
				at = fence.end();
			}
			else {
				return false;
			}
		}
		return true;
	}

	/** A number, a word or a text has no brackets; prose stays as it is. */
	private String scalar() {
		String whole = this.held.toString();
		int at = opened(0, true);
		String inner = (at > 0 && at < whole.length()) ? whole.substring(at) : whole;
		this.held.setLength(0);
		Matcher value = SCALAR.matcher(inner);
		this.found = value.lookingAt() && isWrapper(inner.substring(value.end()))
				&& !whole.strip().equals(value.group());
		return this.found ? value.group() : whole;
	}

	/** How far the text is read. */
	private enum Place {

		HEAD, VALUE, TAIL

	}

}
