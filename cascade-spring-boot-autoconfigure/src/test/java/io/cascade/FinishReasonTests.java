package io.cascade;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FinishReason}.
 */
class FinishReasonTests {

	private static final Path DOCUMENT = Path.of("..", "docs", "failures.md");

	@ParameterizedTest
	@CsvSource({ "stop, STOP", "end_turn, STOP", "eos_token, STOP", "COMPLETE, STOP", "length, LENGTH",
			"MAX_TOKENS, LENGTH", "model_context_window_exceeded, LENGTH", "tool_use, TOOL_CALLS",
			"function_call, TOOL_CALLS", "content_filter, CONTENT_POLICY", "sensitive, CONTENT_POLICY",
			"PROHIBITED_CONTENT, CONTENT_POLICY", "network_error, ERROR", "insufficient_system_resource, ERROR",
			"MALFORMED_FUNCTION_CALL, ERROR", "engine_overloaded, ERROR", "abort, ERROR", "bananas, UNKNOWN",
			"stopped_for_tea, UNKNOWN" })
	@DisplayName("W03 W06 W07 every vendor's word has its meaning, and others have none")
	void recognizesTheWordsOfVendors(String told, FinishReason meaning) {
		assertThat(FinishReason.of(told)).isEqualTo(meaning);
		assertThat(FinishReason.of(told.toUpperCase(Locale.ROOT))).isEqualTo(meaning);
		assertThat(FinishReason.of(" " + told.replace('_', '-') + " ")).isEqualTo(meaning);
		assertThat(FinishReason.of("FINISH_REASON_" + told)).isEqualTo(meaning);
		assertThat(FinishReason.of("FinishReason." + told)).isEqualTo(meaning);
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", " ", "null", "NULL", "none", "None", "unknown", "undefined", "_", "\n",
			"FINISH_REASON_UNSPECIFIED" })
	@DisplayName("W01 what says nothing is no finish reason")
	void takesNothingForNone(String told) {
		assertThat(FinishReason.of(told)).isEqualTo(FinishReason.NONE);
		assertThat(FinishReason.isAmong(Set.of("none", "null", ""), told)).isFalse();
	}

	@Test
	@DisplayName("W07 a list may name a word or its meaning")
	void isNamedByItsWordOrItsMeaning() {
		assertThat(FinishReason.isAmong(List.of("length"), "max_tokens")).isTrue();
		assertThat(FinishReason.isAmong(List.of("tool-calls"), "tool_use")).isTrue();
		assertThat(FinishReason.isAmong(List.of("MAX-TOKENS"), "max_tokens")).isTrue();
		assertThat(FinishReason.isAmong(List.of("max_tokens"), "length")).isFalse();
		assertThat(FinishReason.isAmong(List.of("bananas"), "Bananas")).isTrue();
		assertThat(FinishReason.isAmong(List.of("unknown"), "bananas")).isFalse();
		assertThat(FinishReason.isAmong(List.of(), "stop")).isFalse();
	}

	@Test
	void survivesAnyWord() {
		Random random = new Random(7);
		for (int i = 0; i < 2000; i++) {
			String word = random.ints(random.nextInt(200), 0, 0x2FFF)
				.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
				.toString();
			assertThat(FinishReason.of(word)).isIn(FinishReason.UNKNOWN, FinishReason.NONE);
		}
	}

	@Test
	void documentHasTheTableOfTheCode() throws IOException {
		List<FinishWords.Word> documented = new ArrayList<>();
		for (List<String> row : rows("## Finish reasons")) {
			for (String word : row.get(2).split(",", -1)) {
				documented.add(new FinishWords.Word(word.replace("`", "").strip(),
						FinishReason.valueOf(row.get(0).toUpperCase(Locale.ROOT).replace('-', '_')), row.get(1)));
			}
		}
		assertThat(documented).containsExactlyElementsOf(FinishWords.ALL);
		assertThat(rows("## Sources").stream().flatMap((row) -> Stream.of(row.get(0).split(", ", -1))).toList())
			.containsAll(FinishWords.ALL.stream().map(FinishWords.Word::vendor).distinct().toList());
	}

	private static List<List<String>> rows(String heading) throws IOException {
		return Files.readAllLines(DOCUMENT)
			.stream()
			.dropWhile((line) -> !line.equals(heading))
			.skip(1)
			.takeWhile((line) -> !line.startsWith("## "))
			.filter((line) -> line.startsWith("|"))
			.skip(2)
			.map((line) -> Arrays.stream(line.split("\\|", 0)).skip(1).map(String::strip).toList())
			.toList();
	}

}
