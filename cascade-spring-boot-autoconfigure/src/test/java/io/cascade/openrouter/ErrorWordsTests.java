package io.cascade.openrouter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that {@code docs/failures.md} shows what {@link ErrorWords} and
 * {@link RateLimits} know.
 */
class ErrorWordsTests {

	private static final Path DOCUMENT = Path.of("..", "docs", "failures.md");

	@Test
	void documentHasThePhrasesOfTheCode() throws IOException {
		assertThat(entries("## Words of errors")).containsExactlyElementsOf(ErrorWords.PHRASES.stream()
			.map((phrase) -> List.of(phrase.kind().id(), phrase.vendor(), phrase.text()))
			.toList());
	}

	@Test
	void documentHasTheCodesOfTheCode() throws IOException {
		assertThat(entries("## Codes of errors")).containsExactlyElementsOf(ErrorCodes.CODES.stream()
			.map((code) -> List.of(code.kind().id(), code.vendor(), code.text()))
			.toList());
	}

	@Test
	void documentHasTheLimitsOfTheCode() throws IOException {
		assertThat(rows("## How long to wait")).containsExactlyElementsOf(RateLimits.ALL.stream()
			.map((limit) -> List.of(limit.vendor(), "`" + limit.remaining() + "`", "`" + limit.reset() + "`"))
			.toList());
	}

	@Test
	void documentNamesTheSourceOfEachEntry() throws IOException {
		List<String> sources = rows("## Sources").stream()
			.flatMap((row) -> Stream.of(row.get(0).split(", ", -1)))
			.toList();
		assertThat(sources).doesNotHaveDuplicates()
			.containsAll(Stream
				.of(ErrorWords.PHRASES.stream().map(Phrases.Phrase::vendor),
						ErrorCodes.CODES.stream().map(ErrorCodes.Code::vendor),
						RateLimits.ALL.stream().map(RateLimits.Limit::vendor))
				.flatMap((vendors) -> vendors)
				.distinct()
				.toList());
	}

	private static List<List<String>> entries(String heading) throws IOException {
		return rows(heading).stream()
			.flatMap((row) -> Stream.of(row.get(2).split(",", -1))
				.map((word) -> List.of(row.get(0), row.get(1), word.replace("`", "").strip())))
			.toList();
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
