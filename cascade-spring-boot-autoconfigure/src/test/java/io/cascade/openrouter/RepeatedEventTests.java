package io.cascade.openrouter;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import io.cascade.Options;
import io.cascade.ProviderPreferences;
import io.cascade.Target;
import io.cascade.pricing.PriceList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Taking the text of a repeated event gives what parsing the event gives.
 */
class RepeatedEventTests {

	private static final String EVENT = """
			{"id":"gen-1","model":"a/b","choices":[{"index":0,"delta":{"role":"assistant","content":"%s"},\
			"finish_reason":null}]}""";

	private static final List<String> TEXTS = List.of("Hello ", "a", "größer", "日本", "😀", "\\n", "\\\"quoted\\\"",
			"\\u00e9", "", " ", "\\\"content\\\":\\\"x", "}]}", "{", "\\\\");

	private static final List<String> SHAPES = List.of(EVENT, EVENT.replace("gen-1", "gen-2"),
			EVENT.replace("\"finish_reason\":null", "\"finish_reason\":\"stop\""),
			EVENT.replace("\"delta\":{", "\"delta\":{\"reasoning\":\"hm\","),
			"{\"debug\":{\"content\":\"%s\"},\"choices\":[{\"delta\":{\"content\" : \"fixed\"}}]}",
			"{\"choices\":[{\"delta\":{\"x\":{\"content\":\"%s\"},\"content\" : \"fixed\"}}]}",
			"{\"choices\":[{\"delta\":{\"content\":[{\"type\":\"text\",\"text\":\"%s\"}]}}]}",
			"{\"choices\":[{\"delta\":{\"content\":\"%1$s\"}},{\"delta\":{\"content\":\"%1$s\"}}]}",
			EVENT.replace("\"delta\":{", "\"logprobs\":{\"content\":[{\"token\":\"t\"}]},\"delta\":{"),
			EVENT.replace("\"choices\"", "\"usage\":{\"prompt_tokens\":3},\"choices\""),
			"{\"choices\":[{\"delta\":{\"refusal\":\"%s\"}}]}", "{\"choices\":[{\"delta\":{\"content\":\"%s\"");

	static Answer answer() {
		Target target = new Target(Fixtures.OPENROUTER, "a/b", "test", Options.none(), ProviderPreferences.none(),
				Target.Traits.UNKNOWN);
		return new Answer(Fixtures.hop(List.of(target)), PriceList.empty());
	}

	private static IntStream seeds() {
		return IntStream.range(0, 300);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void givesWhatParsingGives(int seed) {
		Random random = new Random(seed);
		Answer remembered = answer();
		Answer fresh = answer();
		ChunkParser remembering = new ChunkParser(remembered, HeldText.NONE);
		for (int i = 0; i < 60; i++) {
			String shape = SHAPES.get((random.nextInt(3) > 0) ? 0 : random.nextInt(SHAPES.size()));
			byte[] event = shape.formatted(TEXTS.get(random.nextInt(TEXTS.size()))).getBytes(StandardCharsets.UTF_8);
			if (random.nextInt(20) == 0) {
				event[random.nextInt(event.length)] = (byte) random.nextInt(256);
			}
			assertThat(parsed(remembering, event)).as(new String(event, StandardCharsets.UTF_8))
				.isEqualTo(parsed(new ChunkParser(fresh, HeldText.NONE), event));
			assertThat(remembered.end()).isEqualTo(fresh.end());
			assertThat(remembered.size()).isEqualTo(fresh.size());
			assertThat(remembered.isVisible()).isEqualTo(fresh.isVisible());
		}
	}

	private static List<Object> parsed(ChunkParser parser, byte[] event) {
		try {
			return new ArrayList<>(parser.parse(event, 0, event.length));
		}
		catch (MalformedJsonException ex) {
			return List.of("malformed");
		}
	}

	@Test
	void takesTheTextOfARepeatedEvent() {
		RepeatedEvent repeated = new RepeatedEvent();
		byte[] first = EVENT.formatted("one").getBytes(StandardCharsets.UTF_8);
		byte[] second = EVENT.formatted("zwei ä").getBytes(StandardCharsets.UTF_8);
		assertThat(repeated.text(first, 0, first.length)).isNull();
		repeated.learn(first, 0, first.length, "one");
		assertThat(repeated.text(second, 0, second.length)).isEqualTo("zwei ä");
		repeated.forget();
		assertThat(repeated.text(second, 0, second.length)).isNull();
	}

	@Test
	void leavesEscapesAndBrokenBytesToTheParser() {
		RepeatedEvent repeated = new RepeatedEvent();
		byte[] first = EVENT.formatted("one").getBytes(StandardCharsets.UTF_8);
		repeated.learn(first, 0, first.length, "one");
		byte[] escaped = EVENT.formatted("a\\nb").getBytes(StandardCharsets.UTF_8);
		assertThat(repeated.text(escaped, 0, escaped.length)).isNull();
		byte[] broken = EVENT.formatted("x").getBytes(StandardCharsets.UTF_8);
		broken[EVENT.indexOf("%s")] = (byte) 0xc3;
		assertThat(repeated.text(broken, 0, broken.length)).isNull();
	}

}
