package io.cascade.openrouter;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

import io.cascade.Printable;

/**
 * Finds what some words quote of texts, in one pass over each text. Not thread-safe.
 * <p>
 * It is the automaton of all parts of the words. It reads a text character by character
 * and always has the longest part of the words that the text ends in there, so that the
 * effort is proportional to the text, whatever is in it. Blanks of any kind and number
 * count as one.
 *
 * @see <a href="https://doi.org/10.1016/0304-3975(85)90157-4">Blumer et al., The smallest
 * automaton recognizing the subwords of a text</a>
 */
final class QuoteFinder {

	private static final int NONE = -1;

	private final String words;

	private final int shortest;

	private static final int LATIN = 256;

	/** A column for each character of the words; 0 for all others. */
	private final int[] latin = new int[LATIN];

	private final char[] others;

	private final int width;

	private final int[] next;

	private final int[] link;

	private final int[] length;

	/** How much of the longest part of a state was found. */
	private final int[] found;

	private int states = 1;

	private int last;

	private int state;

	private int matched;

	QuoteFinder(String words, int shortest) {
		this.words = words;
		this.shortest = shortest;
		char[] known = distinct(words);
		int firstOther = 0;
		while (firstOther < known.length && known[firstOther] < LATIN) {
			this.latin[known[firstOther]] = ++firstOther;
		}
		this.others = Arrays.copyOfRange(known, firstOther, known.length);
		this.width = known.length + 1;
		int most = 2 * words.length() + 1;
		this.next = new int[most * this.width];
		this.link = new int[most];
		this.length = new int[most];
		this.found = new int[most];
		Arrays.fill(this.next, NONE);
		this.link[0] = NONE;
		for (int at = 0; at < words.length(); at++) {
			extend(column(words.charAt(at)));
		}
	}

	private static char[] distinct(String words) {
		StringBuilder distinct = new StringBuilder();
		words.chars().sorted().distinct().forEach((character) -> distinct.append((char) character));
		return distinct.toString().toCharArray();
	}

	private int column(char character) {
		if (character < LATIN) {
			return this.latin[character];
		}
		int other = Arrays.binarySearch(this.others, character);
		return (other < 0) ? 0 : this.width - this.others.length + other;
	}

	private void extend(int column) {
		int added = add(this.length[this.last] + 1);
		int from = this.last;
		while (from != NONE && this.next[from * this.width + column] == NONE) {
			this.next[from * this.width + column] = added;
			from = this.link[from];
		}
		this.link[added] = (from == NONE) ? 0 : split(from, column);
		this.last = added;
	}

	private int split(int from, int column) {
		int to = this.next[from * this.width + column];
		if (this.length[to] == this.length[from] + 1) {
			return to;
		}
		int copy = add(this.length[from] + 1);
		System.arraycopy(this.next, to * this.width, this.next, copy * this.width, this.width);
		this.link[copy] = this.link[to];
		this.link[to] = copy;
		for (int at = from; at != NONE && this.next[at * this.width + column] == to; at = this.link[at]) {
			this.next[at * this.width + column] = copy;
		}
		return copy;
	}

	private int add(int longest) {
		this.length[this.states] = longest;
		return this.states++;
	}

	/** Reads a whole text. */
	void read(String text) {
		this.state = 0;
		this.matched = 0;
		boolean blank = true;
		for (int at = 0; at < text.length(); at++) {
			char character = text.charAt(at);
			boolean isBlank = character == ' ' || Printable.isBreak(character);
			if (!(isBlank ? blank : isHidden(character))) {
				step(isBlank ? ' ' : character);
				blank = isBlank;
			}
		}
	}

	/** Halves of pairs are read one by one. */
	private static boolean isHidden(char character) {
		boolean mayBeHidden = character > '~' && !Character.isSurrogate(character);
		return character < ' ' || (mayBeHidden && Printable.isHidden(character));
	}

	private void step(char character) {
		int column = column(character);
		if (column == 0) {
			this.state = 0;
			this.matched = 0;
			return;
		}
		while (this.state != 0 && this.next[this.state * this.width + column] == NONE) {
			this.state = this.link[this.state];
			this.matched = this.length[this.state];
		}
		int to = this.next[this.state * this.width + column];
		if (to != NONE) {
			this.state = to;
			this.matched++;
		}
		if (this.matched >= this.shortest && this.matched > this.found[this.state]) {
			this.found[this.state] = this.matched;
		}
	}

	/**
	 * Which characters of the words are part of a quote, wherever it stands in them. What
	 * was found of a part was found too of each shorter one that it ends in.
	 */
	boolean[] quoted() {
		IntStream.range(1, this.states)
			.boxed()
			.sorted(Comparator.comparingInt((part) -> -this.length[part]))
			.forEach(this::tellShorter);
		boolean[] quoted = new boolean[this.words.length()];
		int at = 0;
		for (int place = 0; place < this.words.length(); place++) {
			at = this.next[at * this.width + column(this.words.charAt(place))];
			int longest = 0;
			for (int part = at; part > 0; part = this.link[part]) {
				longest = Math.max(longest, this.found[part]);
			}
			if (longest >= this.shortest) {
				Arrays.fill(quoted, place - longest + 1, place + 1, true);
			}
		}
		return quoted;
	}

	private void tellShorter(int part) {
		int shorter = this.link[part];
		if (shorter > 0) {
			this.found[shorter] = Math.max(this.found[shorter], Math.min(this.found[part], this.length[shorter]));
		}
	}

}
