package io.cascade.openrouter;

import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import io.cascade.openrouter.Phrases.Phrase;
import io.cascade.openrouter.Phrases.Text;
import io.cascade.openrouter.Phrases.Word;
import org.jspecify.annotations.Nullable;

/**
 * Phrases in their order, found by their words: of several hundred, a message has the
 * words of a few. Immutable.
 */
final class PhraseIndex {

	/** Longer words are rarer. */
	private static final Comparator<Word> RAREST = Comparator
		.comparingInt((Word word) -> word.whole().stream().mapToInt(String::length).min().orElse(0))
		.thenComparingInt((word) -> -word.whole().size());

	private final List<Phrase> phrases;

	private final Map<String, BitSet> byWord;

	/** Those that have only beginnings of words. */
	private final BitSet others;

	private PhraseIndex(List<Phrase> phrases, Map<String, BitSet> byWord, BitSet others) {
		this.phrases = phrases;
		this.byWord = byWord;
		this.others = others;
	}

	static PhraseIndex of(List<Phrase> phrases) {
		Map<String, BitSet> byWord = new HashMap<>();
		BitSet others = new BitSet();
		for (int at = 0; at < phrases.size(); at++) {
			Set<String> rarest = rarest(phrases.get(at));
			for (String word : rarest) {
				byWord.computeIfAbsent(word, (first) -> new BitSet()).set(at);
			}
			others.set(at, rarest.isEmpty());
		}
		return new PhraseIndex(List.copyOf(phrases), byWord, others);
	}

	/** Of which a message that has the phrase has one. */
	private static Set<String> rarest(Phrase phrase) {
		return phrase.words().stream().filter(Word::isWhole).max(RAREST).map(Word::whole).orElse(Set.of());
	}

	/** The first of the phrases that is in a message and counts. */
	@Nullable Phrase first(Text message, Predicate<Phrase> counts) {
		BitSet candidates = candidates(message);
		for (int at = candidates.nextSetBit(0); at >= 0; at = candidates.nextSetBit(at + 1)) {
			Phrase phrase = this.phrases.get(at);
			if (counts.test(phrase) && phrase.isIn(message)) {
				return phrase;
			}
		}
		return null;
	}

	private BitSet candidates(Text message) {
		BitSet candidates = null;
		for (String word : message.distinct()) {
			BitSet more = this.byWord.get(word);
			if (more != null) {
				candidates = (candidates != null) ? candidates : (BitSet) this.others.clone();
				candidates.or(more);
			}
		}
		return (candidates != null) ? candidates : this.others;
	}

	boolean isAnyIn(Text message) {
		return first(message, (phrase) -> true) != null;
	}

}
