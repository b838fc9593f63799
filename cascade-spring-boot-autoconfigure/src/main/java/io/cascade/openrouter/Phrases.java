package io.cascade.openrouter;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.cascade.FailureKind;

/**
 * Finds phrases as words in their order, so that a field which is called
 * {@code moderation} is no moderation. In a phrase, {@code *} stands for up to twelve
 * words, {@code /} between words for either of them, and {@code ~} at the end of a word
 * for any ending.
 */
final class Phrases {

	private static final int MAX_GAP = 12;

	private static final int MAX_LENGTH = 4000;

	/** Han script has no spaces, so each of its characters counts as a word. */
	private static final Pattern WORD = Pattern.compile("\\p{IsHan}|[\\p{L}\\p{N}_&&[^\\p{IsHan}]]+");

	private Phrases() {
	}

	private static List<String> words(String text) {
		List<String> words = new ArrayList<>();
		Matcher matcher = WORD.matcher(text.toLowerCase(Locale.ROOT));
		while (matcher.find()) {
			words.add(matcher.group());
		}
		return words;
	}

	private static boolean follows(List<String> text, int at, List<String> phrase, int next) {
		if (next == phrase.size()) {
			return true;
		}
		if ("*".equals(phrase.get(next))) {
			for (int skipped = 0; skipped <= MAX_GAP && at + skipped < text.size(); skipped++) {
				if (follows(text, at + skipped, phrase, next + 1)) {
					return true;
				}
			}
			return false;
		}
		return at < text.size() && isWord(text.get(at), phrase.get(next)) && follows(text, at + 1, phrase, next + 1);
	}

	private static boolean isPlain(String wanted) {
		return !wanted.endsWith("~") && wanted.indexOf('/') < 0;
	}

	private static boolean isWord(String word, String wanted) {
		if (wanted.indexOf('/') >= 0) {
			return Stream.of(wanted.split("/", 0)).anyMatch((one) -> isWord(word, one));
		}
		return wanted.endsWith("~") ? word.startsWith(wanted.substring(0, wanted.length() - 1)) : word.equals(wanted);
	}

	/**
	 * Words that mean a kind of failure.
	 *
	 * @param text the phrase
	 * @param kind what it means
	 * @param vendor who says it
	 * @param words its words
	 */
	record Phrase(String text, FailureKind kind, String vendor, List<String> words) {

		Phrase(String text, FailureKind kind, String vendor) {
			this(text, kind, vendor, List.of(text.split(" ", -1)));
		}

		boolean isIn(Text message) {
			String first = this.words.get(0);
			if (isPlain(first) && !message.distinct().contains(first)) {
				return false;
			}
			for (int at = 0; at < message.words().size(); at++) {
				if (follows(message.words(), at, this.words, 0)) {
					return true;
				}
			}
			return false;
		}

	}

	/**
	 * A message, split into words.
	 *
	 * @param words the words in lower case
	 * @param distinct the same, each once
	 */
	record Text(List<String> words, Set<String> distinct) {

		static Text of(String message) {
			List<String> words = Phrases
				.words((message.length() > MAX_LENGTH) ? message.substring(0, MAX_LENGTH) : message);
			return new Text(words, Set.copyOf(words));
		}

		boolean has(String phrase) {
			return new Phrase(phrase, FailureKind.UNKNOWN, "").isIn(this);
		}

		boolean hasAny(String... phrases) {
			for (String phrase : phrases) {
				if (has(phrase)) {
					return true;
				}
			}
			return false;
		}

	}

}
