package io.cascade.autoconfigure;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Environment variables as keys. Several words of a variable may belong to one key or one
 * name, and nothing shows which, so every way to read them is tried.
 */
final class Variables {

	private Variables() {
	}

	/** Whether the words, from this one on, are a key below the place. */
	static boolean reads(KeyNode place, String[] words, int from) {
		if (from == words.length || place.open()) {
			return place.value();
		}
		return IntStream.rangeClosed(from + 1, words.length).anyMatch((to) -> {
			KeyNode below = below(place, joined(words, from, to));
			return below != null && reads(below, words, to);
		});
	}

	/** The nearest variable that is a key, {@code null} if none is near. */
	static @Nullable Guess guess(KeyNode place, String[] words, int from) {
		return IntStream.rangeClosed(from + 1, words.length)
			.boxed()
			.flatMap((to) -> Stream.concat(deeper(place, words, from, to), here(place, words, from, to)))
			.min(Comparator.comparingInt(Guess::distance))
			.orElse(null);
	}

	private static Stream<Guess> deeper(KeyNode place, String[] words, int from, int to) {
		KeyNode below = below(place, joined(words, from, to));
		return (below != null) ? Stream.ofNullable(guess(below, words, to)).filter(Objects::nonNull) : Stream.empty();
	}

	private static Stream<Guess> here(KeyNode place, String[] words, int from, int to) {
		String nearest = Spelling.nearest(joined(words, from, to),
				place.keys().keySet().stream().map(KeyNode::uniform).toList());
		if (nearest == null || !reads(Objects.requireNonNull(place.below(nearest)), words, to)) {
			return Stream.empty();
		}
		String before = String.join("_", Arrays.copyOfRange(words, 0, from)) + "_";
		String after = (to < words.length) ? "_" + String.join("_", Arrays.copyOfRange(words, to, words.length)) : "";
		return Stream.of(new Guess((before + nearest + after).toUpperCase(Locale.ROOT),
				Spelling.distance(joined(words, from, to), nearest)));
	}

	private static @Nullable KeyNode below(KeyNode place, String key) {
		if (place.listed() != null) {
			return key.chars().allMatch(Character::isDigit) ? place.listed() : null;
		}
		return place.belowOrNamed(key);
	}

	private static String joined(String[] words, int from, int to) {
		return String.join("", Arrays.copyOfRange(words, from, to));
	}

	/**
	 * A variable that may have been meant.
	 *
	 * @param variable its name
	 * @param distance how far it is from what was written
	 */
	record Guess(String variable, int distance) {

	}

}
