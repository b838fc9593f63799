package io.cascade.openrouter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link RawMessage} and the words of an {@link ErrorBody}.
 */
class RawMessageTests {

	static Stream<Arguments> shapes() {
		return Stream.of(arguments("a string", "'Quota is used up'", "Quota is used up"),
				arguments("an object", "{'message':'Bad image'}", "Bad image"),
				arguments("a nested object", "{'error':{'message':'Bad image','code':400}}", "Bad image"),
				arguments("JSON in a string", "'{\\'error\\':{\\'message\\':\\'Bad image\\'}}'", "Bad image"),
				arguments("JSON in a string with white space", "'\\n {\\'message\\':\\'Bad image\\'} \\n'",
						"Bad image"),
				arguments("JSON twice in a string", "'{\\'error\\':\\'{\\\\\\'message\\\\\\':\\\\\\'Deep\\\\\\'}\\'}'",
						"Deep"),
				arguments("a list of objects", "[{'error':{'message':'First'}},{'message':'Second'}]", "First"),
				arguments("a list in a string", "'[{\\'error\\':{\\'message\\':\\'First\\'}}]'", "First"),
				arguments("a list of strings", "['First','Second']", "First"),
				arguments("error as string", "{'error':'Bad image'}", "Bad image"),
				arguments("detail as string", "{'detail':'Bad image'}", "Bad image"),
				arguments("detail as list", "{'detail':[{'loc':['body'],'msg':'field required'}]}", "field required"),
				arguments("errors", "{'errors':[{'title':'Bad image'}]}", "Bad image"),
				arguments("error_message", "{'error_message':'Bad image'}", "Bad image"),
				arguments("a blank message with a detail", "{'message':' ','detail':'Bad image'}", "Bad image"),
				arguments("broken JSON in a string", "'{not json'", "{not json"),
				arguments("an event stream's line", "'upstream said no'", "upstream said no"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("shapes")
	@DisplayName("A24 the words are found in every shape of metadata.raw")
	void findsTheWords(String shape, String raw, String words) {
		assertThat(message(raw)).as(shape).isEqualTo(words);
	}

	static Stream<String> wordless() {
		return Stream.of("''", "' '", "{}", "[]", "null", "42", "true", "'{}'", "'[]'", "'<html><b>502</b></html>'",
				"{'code':400}", "[[],{}]", "{'message':{}}", "{'message':null}");
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("wordless")
	@DisplayName("A24 without words in metadata.raw the top-level message stays")
	void keepsTheMessageWhenThereAreNoWords(String raw) {
		assertThat(message(raw)).isEqualTo("Provider returned error");
	}

	@Test
	@DisplayName("A24 a message that says something is preferred to metadata.raw")
	void prefersAMessageThatSaysSomething() {
		assertThat(error("{'error':{'message':'Too long','metadata':{'raw':'x'}}}").message()).isEqualTo("Too long");
		assertThat(error("{'error':{'metadata':{'raw':'x'}}}").message()).isEqualTo("x");
		assertThat(error("{'error':{'code':400}}").message()).isNull();
		assertThat(error("{'error':'plain'}").message()).isEqualTo("plain");
	}

	@Test
	@DisplayName("A24 endless nesting ends")
	void givesUpOnDeepNesting() {
		Object raw = "words";
		for (int depth = 0; depth < 1000; depth++) {
			raw = Map.of("error", raw);
		}
		assertThat(RawMessage.of(raw)).isNull();
		List<Object> endless = new ArrayList<>();
		endless.add(endless);
		assertThat(RawMessage.of(endless)).isNull();
		assertThat(RawMessage.of(Arrays.asList(null, "words"))).isEqualTo("words");
	}

	@SuppressWarnings("NullAway")
	private static String message(String raw) {
		return error("{'error':{'message':'Provider returned error','code':400,'metadata':{'raw':%s}}}".formatted(raw))
			.message();
	}

	private static ErrorBody error(String json) {
		return Fixtures.error(400, json.replace('\'', '"'));
	}

}
