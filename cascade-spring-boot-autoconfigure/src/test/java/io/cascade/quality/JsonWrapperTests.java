package io.cascade.quality;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is around a whole answer in JSON.
 */
@DisplayName("V02 wrappers of JSON")
class JsonWrapperTests {

	private static final String VALUE = "{\"a\":[1,\"}` \\\" ]</think>\",{\"b\":\"é漢😀\"}],\"c\":\"```\"}";

	private static final List<String> WRAPPERS = List.of("```json\n%s\n```", "```\n%s\n```", "```JSON\r\n%s\r\n```\n",
			"~~~json\n%s\n~~~", "````javascript title=a\n%s\n````", "```json %s```", "```{.json}\n%s\n```",
			" \n```json\n%s", "\uFEFF%s", "<think>Hm {\"a\":1} ```json\nno\n```</think>%s",
			"<think>\n\n</think>\n\n```json\n%s\n```\n", "<thinking>a</thinking> %s", "<Reasoning>[1]</Reasoning>\n%s",
			"Let me see: 1 < 2.\n</think>\n%s", "<think>a</think>b</think>%s", "<|im_start|>assistant\n%s<|im_end|>",
			"%s<|eot_id|>", "%s</s>", "<s>%s</s>", "<|channel|>final<|message|>%s<|end|>", "<answer>%s</answer>",
			"<|begin_of_box|>%s<|end_of_box|>", "%s\n<end_of_turn>\n",
			"<think>a</think><answer>\n```json\n%s\n```\n</answer><|im_end|>");

	static Stream<String> wrapped() {
		return WRAPPERS.stream().flatMap((wrapper) -> Stream.of(VALUE, "[]", "[{}]").map(wrapper::formatted));
	}

	private static String read(String text, Random random) {
		JsonWrapper wrapper = new JsonWrapper();
		StringBuilder value = new StringBuilder();
		for (int at = 0; at < text.length();) {
			int end = Math.min(text.length(), at + 1 + random.nextInt(1 + random.nextInt(20)));
			value.append(wrapper.add(text.substring(at, end)));
			at = end;
		}
		return value.append(wrapper.end()).toString();
	}

	@ParameterizedTest
	@MethodSource("wrapped")
	void aWholeWrapperIsTakenOffWhereverTheTextIsCut(String text) {
		Random random = new Random(47);
		for (int i = 0; i < 20; i++) {
			assertThat(read(text, random)).isIn(VALUE, "[]", "[{}]");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "[1]", " {\"a\":1}\n", "", " ", "12", "\"text\"", "Prose.",
			"Here it is:\n```json\n{}\n```", "<think>never closed {\"a\":1}", "<think>", "<b>{}</b>", "```json",
			"```json\nprose\n```", "{}{}", "{\"a\":", "{} I hope that helps.", "{}\n```\nI hope", "a < b {}",
			"<thinkers>{}", "</think>", "<think>a</think>", "`{}`", "``{}``", "{\"a\":1}}", "[1]]" })
	void whatIsNoWholeWrapperStaysAsItIs(String text) {
		Random random = new Random(48);
		for (int i = 0; i < 20; i++) {
			assertThat(read(text, random)).isEqualTo(text);
		}
		JsonWrapper wrapper = new JsonWrapper();
		wrapper.add(text);
		wrapper.end();
		assertThat(wrapper.found()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "```json\n12\n```", "<think>a</think> 12", "12<|im_end|>" })
	void aScalarIsFreedToo(String text) {
		assertThat(read(text, new Random(49))).isEqualTo("12");
	}

	@Test
	void aValueIsHandedOnAsItComes() {
		JsonWrapper wrapper = new JsonWrapper();
		assertThat(wrapper.add("```js")).isEmpty();
		assertThat(wrapper.add("on\n{\"a\"")).isEqualTo("{\"a\"");
		assertThat(wrapper.add(":1")).isEqualTo(":1");
		assertThat(wrapper.add("}\n`")).isEqualTo("}");
		assertThat(wrapper.add("``")).isEmpty();
		assertThat(wrapper.end()).isEmpty();
		assertThat(wrapper.found()).isTrue();
	}

	@Test
	@DisplayName("whatever comes: nothing is made up, nothing is thrown, and JSON stays JSON")
	void nothingIsMadeUp() {
		Random random = new Random(50);
		List<String> pieces = List.of("<think>", "</think>", "```", "json\n", "\n", "{", "}", "[", "]", "\"", "\\", "a",
				" ", "<|im_end|>", "~~~", "<", ">", "1", "\uFEFF", "</s>", "😀");
		for (int i = 0; i < Integer.getInteger("cascade.wrappers", 5_000); i++) {
			StringBuilder text = new StringBuilder();
			for (int n = random.nextInt(14); n > 0; n--) {
				text.append(pieces.get(random.nextInt(pieces.size())));
			}
			String whole = text.toString();
			String once = read(whole, random);
			assertThat(whole).contains(once);
			assertThat(read(whole, random)).as(whole).isEqualTo(once);
			if (JsonText.of("it", whole).flaw() == null) {
				assertThat(once).isEqualTo(whole);
			}
		}
	}

	@Test
	void longThoughtsInSmallPiecesAreReadOnce() {
		JsonWrapper wrapper = new JsonWrapper();
		StringBuilder value = new StringBuilder(wrapper.add("<think>"));
		for (int i = 0; i < 100_000; i++) {
			value.append(wrapper.add("hm, "));
		}
		value.append(wrapper.add("</think>{}"));
		assertThat(value.append(wrapper.end())).hasToString("{}");
	}

}
