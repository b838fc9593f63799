package io.cascade.openrouter;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link QuoteFinder}.
 */
class QuoteFinderTests {

	private static final int SHORTEST = 4;

	@Test
	@DisplayName("20,000 random words and texts: exactly what stands in a text is marked")
	void marksExactlyWhatIsQuoted() {
		Random random = new Random(13);
		for (int round = 0; round < 20_000; round++) {
			String letters = (round % 2 == 0) ? "ab " : "abcé😀 ";
			String words = normal(text(random, letters, 40));
			List<String> texts = List.of(text(random, letters, 60), text(random, letters, 20));
			QuoteFinder finder = new QuoteFinder(words, SHORTEST);
			texts.forEach(finder::read);
			assertThat(finder.quoted()).as("'%s' in %s", words, texts).isEqualTo(quoted(words, texts));
		}
	}

	@Test
	@Timeout(10)
	@DisplayName("a text of 16 million characters is read in a moment, even one that begins as the words do everywhere")
	void isProportionalToTheText() {
		String text = "a".repeat(16 * 1024 * 1024);
		QuoteFinder finder = new QuoteFinder("a".repeat(150) + "b" + "a".repeat(150), 16);

		finder.read(text);

		assertThat(finder.quoted()[0]).isTrue();
		assertThat(finder.quoted()[150]).isFalse();
	}

	private static String text(Random random, String letters, int longest) {
		StringBuilder text = new StringBuilder();
		random.ints(random.nextInt(longest), 0, letters.length()).forEach((at) -> text.append(letters.charAt(at)));
		return text.toString();
	}

	private static String normal(String text) {
		return text.replaceAll(" +", " ").strip();
	}

	private static boolean[] quoted(String words, List<String> texts) {
		boolean[] quoted = new boolean[words.length()];
		for (int from = 0; from + SHORTEST <= words.length(); from++) {
			String part = words.substring(from, from + SHORTEST);
			if (texts.stream().anyMatch((text) -> text.replaceAll(" +", " ").stripLeading().contains(part))) {
				Arrays.fill(quoted, from, from + SHORTEST, true);
			}
		}
		return quoted;
	}

}
