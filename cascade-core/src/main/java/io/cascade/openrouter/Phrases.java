package io.cascade.openrouter;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.cascade.FailureKind;

/**
 * Finds phrases as words in their order, so that a field which is called
 * {@code moderation} is no moderation. In a phrase, {@code *} stands for up to twelve
 * words, {@code ?} for up to three, {@code /} between words for either of them, and
 * {@code ~} at the end of a word for any ending; statuses at its beginning are those with
 * which it counts.
 */
final class Phrases {

	private static final Map<String, Integer> GAPS = Map.of("*", 12, "?", 3);

	private static final int MAX_LENGTH = 4000;

	/** Han script has no spaces, so each of its characters counts as a word. */
	private static final Pattern WORD = Pattern.compile("\\p{IsHan}|[\\p{L}\\p{N}_&&[^\\p{IsHan}]]+");

	private static final Pattern STATUSES = Pattern.compile("[45]\\d\\d(?:/[45]\\d\\d)*");

	private Phrases() {
	}

	/** Phrases to look for, whatever they mean. */
	static PhraseIndex all(String... phrases) {
		return PhraseIndex.of(Stream.of(phrases).map((phrase) -> new Phrase(phrase, FailureKind.UNKNOWN, "")).toList());
	}

	private static List<String> words(String text) {
		List<String> words = new ArrayList<>();
		Matcher matcher = WORD.matcher(text.toLowerCase(Locale.ROOT));
		while (matcher.find()) {
			words.add(matcher.group());
		}
		return words;
	}

	private static boolean follows(List<String> text, int at, List<Word> phrase, int next) {
		if (next == phrase.size()) {
			return true;
		}
		int gap = phrase.get(next).gap();
		if (gap > 0) {
			for (int skipped = 0; skipped <= gap && at + skipped < text.size(); skipped++) {
				if (follows(text, at + skipped, phrase, next + 1)) {
					return true;
				}
			}
			return false;
		}
		return at < text.size() && phrase.get(next).is(text.get(at)) && follows(text, at + 1, phrase, next + 1);
	}

	/**
	 * Words that mean a kind of failure.
	 *
	 * @param text the phrase
	 * @param kind what it means
	 * @param vendor who says it
	 * @param statuses with which it counts, empty for all of the kind
	 * @param words its words
	 */
	record Phrase(String text, FailureKind kind, String vendor, Set<Integer> statuses, List<Word> words) {

		Phrase(String text, FailureKind kind, String vendor) {
			this(text, kind, vendor, statuses(text), Word.all(text));
		}

		private static Set<Integer> statuses(String text) {
			String first = text.split(" ", 2)[0];
			return STATUSES.matcher(first).matches()
					? Stream.of(first.split("/", 0)).map(Integer::valueOf).collect(Collectors.toUnmodifiableSet())
					: Set.of();
		}

		boolean fits(int status) {
			return this.statuses.isEmpty() || this.statuses.contains(status);
		}

		boolean isIn(Text message) {
			for (Word word : this.words) {
				if (!word.mayBeIn(message.distinct())) {
					return false;
				}
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
	 * One word of a phrase.
	 *
	 * @param whole the words for which it stands
	 * @param stems beginnings of such words
	 * @param gap how many words may stand there instead, 0 for none
	 */
	record Word(Set<String> whole, List<String> stems, int gap) {

		static List<Word> all(String phrase) {
			return Stream.of(phrase.split(" ", -1))
				.filter((word) -> !STATUSES.matcher(word).matches())
				.map(Word::of)
				.toList();
		}

		private static Word of(String word) {
			Integer gap = GAPS.get(word);
			if (gap != null) {
				return new Word(Set.of(), List.of(), gap);
			}
			List<String> either = List.of(word.split("/", 0));
			return new Word(either.stream().filter((one) -> !one.endsWith("~")).collect(Collectors.toUnmodifiableSet()),
					either.stream()
						.filter((one) -> one.endsWith("~"))
						.map((one) -> one.substring(0, one.length() - 1))
						.toList(),
					0);
		}

		boolean is(String word) {
			if (this.whole.contains(word)) {
				return true;
			}
			for (String stem : this.stems) {
				if (word.startsWith(stem)) {
					return true;
				}
			}
			return false;
		}

		/** Whether it stands for nothing but some words. */
		boolean isWhole() {
			return this.gap == 0 && this.stems.isEmpty();
		}

		/** Whether it is worth looking for the place. */
		boolean mayBeIn(Set<String> words) {
			return !isWhole() || !Collections.disjoint(words, this.whole);
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

	}

}
