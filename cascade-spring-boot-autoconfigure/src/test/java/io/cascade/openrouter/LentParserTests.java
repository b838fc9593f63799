package io.cascade.openrouter;

import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.List;

import io.cascade.CascadeChunk;
import io.cascade.openrouter.Fixtures.Reading;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Parsers and arrays that answers share: nothing of one gets into another.
 */
class LentParserTests {

	private static final String EVENT = "{\"id\":\"%s\",\"choices\":[{\"delta\":{\"content\":\"%s\"}}]}";

	private static List<CascadeChunk> parse(ChunkParser parser, String json) {
		byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
		return List.copyOf(parser.parse(bytes, 0, bytes.length));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "\n", " 12", " \"abc", " tru", " -", " nu", " true", " \"abc}", " 1.", "\t]" })
	@DisplayName("G10 what follows a document leaves nothing to the next answer")
	void leavesNothingBehind(String rest) {
		for (int i = 0; i < 40; i++) {
			String id = "gen-" + i;
			ChunkParser one = new ChunkParser(RepeatedEventTests.answer(), HeldText.NONE);
			assertThat(parse(one, EVENT.formatted(id, "one"))).containsExactly(new CascadeChunk.Text("one"));
			try {
				parse(one, EVENT.formatted(id, "two") + rest);
			}
			catch (MalformedJsonException ex) {
				assertThat(rest).isEqualTo("\t]");
			}
			Answer answer = RepeatedEventTests.answer();
			assertThat(parse(new ChunkParser(answer, HeldText.NONE), EVENT.formatted(id, "three")))
				.containsExactly(new CascadeChunk.Text("three"));
			assertThat(answer.end().served().generationId()).isEqualTo(id);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "{", "[{", "{\"choices\":[{\"delta\":{\"content\":\"half", "{\"id\":12", "[]", "7", "]" })
	@DisplayName("G10 an event that is no document leaves nothing to the next answer")
	void forgetsWhatIsNoDocument(String json) {
		for (int i = 0; i < 40; i++) {
			assertThatExceptionOfType(MalformedJsonException.class)
				.isThrownBy(() -> parse(new ChunkParser(RepeatedEventTests.answer(), HeldText.NONE), json));
			assertThat(parse(new ChunkParser(RepeatedEventTests.answer(), HeldText.NONE),
					EVENT.formatted("gen-1", "next")))
				.containsExactly(new CascadeChunk.Text("next"));
		}
	}

	@Test
	@DisplayName("G10 streams that are read in turn, a byte at a time, do not mix")
	void readsInTurn() {
		Reading one = new Reading();
		Reading other = new Reading();
		String first = "data: " + EVENT.formatted("gen-1", "first ".repeat(200)) + "\n\n";
		String second = "data: " + EVENT.formatted("gen-2", "second") + "\n\n";
		for (int i = 0; i < first.length(); i++) {
			one.raw(first.substring(i, i + 1));
			other.raw((i < second.length()) ? second.substring(i, i + 1) : "\n");
		}
		assertThat(one.chunks).containsExactly(new CascadeChunk.Text("first ".repeat(200)));
		assertThat(other.chunks).containsExactly(new CascadeChunk.Text("second"));
	}

	@Test
	@DisplayName("G10 an array that is lent is nobody else's, and what is in it goes on in a larger one")
	void lendsAnArrayOnce() {
		byte[] lent = LentBytes.of(3);
		assertThat(LentBytes.of(3)).isNotSameAs(lent);
		lent[0] = 1;
		lent[1] = 2;
		assertThat(LentBytes.larger(lent, 2, 100_000)).hasSizeGreaterThanOrEqualTo(100_000).startsWith(1, 2);
	}

	@Test
	@DisplayName("P12 names that a server makes up for each event are not kept for ever")
	void forgetsNames() {
		IdentityHashMap<LentParser, Integer> read = new IdentityHashMap<>();
		for (int i = 0; i < 10_000; i++) {
			byte[] json = ("{\"" + "n%d".formatted(i).repeat(200) + "\":1}").getBytes(StandardCharsets.UTF_8);
			LentParser lent = LentParser.of(json, 0, json.length);
			while (!lent.isAtEnd()) {
				lent.parser().nextToken();
			}
			assertThat(read.merge(lent, json.length, Integer::sum)).isLessThan(LentParser.MOST_READ + 2 * json.length);
			lent.giveBack();
		}
		assertThat(read).hasSizeLessThan(10_000);
	}

}
