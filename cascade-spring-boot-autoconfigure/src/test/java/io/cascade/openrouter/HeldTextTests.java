package io.cascade.openrouter;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import io.cascade.CallSettings;
import io.cascade.CascadeChunk;
import io.cascade.FallbackRules;
import io.cascade.StreamRules;
import io.cascade.health.FinishHabits;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Text of an answer whose pieces nobody sees.
 */
class HeldTextTests {

	private static final String LAST = "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}";

	/** Plain, blank, escaped, beyond ASCII, beyond the basic plane, halves of that. */
	private static final List<String> PIECES = List.of("word ", "another", " ", "\\n", "a \\\"quote\\\"", "größer", "水",
			"\uD83D\uDE00", "\\ud83d", "\\ude00", "\\ud83d\\ude00", "{[]}:,");

	private final List<CascadeChunk> chunks = new ArrayList<>();

	private static LongStream seeds() {
		return LongStream.range(0, 200);
	}

	private static String text(String words) {
		return "{\"choices\":[{\"delta\":{\"content\":\"%s\"}}]}".formatted(words);
	}

	private static String thought(String words) {
		return "{\"choices\":[{\"delta\":{\"reasoning\":\"%s\"}}]}".formatted(words);
	}

	private AnswerReader reader(boolean seen, int minThroughput) {
		CallSettings settings = Fixtures.settings(FallbackRules.DEFAULTS,
				StreamRules.DEFAULTS.withMinThroughput(minThroughput));
		var call = Fixtures.call(Fixtures.QUESTION, Fixtures.hop("openai/gpt-5-mini"), settings);
		return new AnswerReader(call, Fixtures.upstream(1_000_000, 100_000), new FinishHabits(),
				Fixtures.failures(null, Fixtures.QUESTION), () -> 42L, HeldText.of(call, seen));
	}

	private void read(AnswerReader reader, String... events) {
		for (String event : events) {
			reader.read(Fixtures.buffer(Fixtures.utf8("data: " + event + "\n\n")), this.chunks::add);
		}
	}

	@Test
	@DisplayName("the first piece comes at once, and the others as one, before the end")
	void joinsAllBehindTheFirst() {
		AnswerReader reader = reader(false, 0);
		read(reader, text("So "));
		assertThat(this.chunks).containsExactly(new CascadeChunk.Text("So "));
		read(reader, text("it "), text("fal"), text("ls."), LAST);
		assertThat(this.chunks).hasSize(1);
		CascadeChunk.End end = reader.complete(this.chunks::add);
		assertThat(this.chunks).containsExactly(new CascadeChunk.Text("So "), new CascadeChunk.Text("it falls."));
		assertThat(end.finishReason()).isEqualTo("stop");
	}

	@Test
	@DisplayName("what is no text keeps its place")
	void keepsTheOrder() {
		AnswerReader reader = reader(false, 0);
		read(reader, thought("Hm."), text("a"), text("b"), text("c"), thought("Or."), text("d"), text("e"), LAST);
		reader.complete(this.chunks::add);
		assertThat(this.chunks).containsExactly(new CascadeChunk.Reasoning("Hm.", List.of()),
				new CascadeChunk.Text("a"), new CascadeChunk.Text("bc"), new CascadeChunk.Reasoning("Or.", List.of()),
				new CascadeChunk.Text("de"));
	}

	@Test
	@DisplayName("pieces that are seen come as they are, and those whose speed is measured")
	void leavesSeenPiecesAlone() {
		read(reader(true, 0), text("a"), text("b"), text("c"));
		read(reader(false, 10), text("a"), text("b"), text("c"));
		assertThat(this.chunks).hasSize(6);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	@DisplayName("whatever the text is made of and however it is torn, it is the same")
	void changesNoCharacter(long seed) {
		Random random = new Random(seed);
		String[] events = random.ints(40, 0, PIECES.size())
			.mapToObj(PIECES::get)
			.map(HeldTextTests::text)
			.toArray(String[]::new);
		AnswerReader held = reader(false, 0);
		read(held, events);
		read(held, LAST);
		held.complete(this.chunks::add);
		String joined = told();
		assertThat(this.chunks).hasSizeLessThan(4);
		this.chunks.clear();
		AnswerReader seen = reader(true, 0);
		read(seen, events);
		read(seen, LAST);
		seen.complete(this.chunks::add);
		assertThat(joined).isEqualTo(told());
		assertThat(held.answer().size()).isEqualTo(seen.answer().size());
	}

	private String told() {
		return this.chunks.stream().map((chunk) -> ((CascadeChunk.Text) chunk).text()).collect(Collectors.joining());
	}

	@Test
	@DisplayName("the time of the last event goes on with pieces that are held back")
	void tellsWhenTheLastEventCame() {
		long[] now = { 1 };
		var call = Fixtures.call(Fixtures.QUESTION, Fixtures.hop("openai/gpt-5-mini"));
		AnswerReader reader = new AnswerReader(call, Fixtures.upstream(1_000_000, 100_000), new FinishHabits(),
				Fixtures.failures(null, Fixtures.QUESTION), () -> now[0], HeldText.of(call, false));
		for (long time = 1; time < 4; time++) {
			now[0] = time;
			read(reader, text("a"));
			assertThat(reader.lastEventAt()).isEqualTo(time);
		}
		now[0] = 9;
		reader.read(Fixtures.buffer(Fixtures.utf8(": still here\n\n")), this.chunks::add);
		assertThat(reader.lastEventAt()).isEqualTo(3);
	}

}
