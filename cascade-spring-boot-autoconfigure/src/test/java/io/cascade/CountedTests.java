package io.cascade;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Numbers and what they count.
 */
class CountedTests {

	private static final Pattern PLURAL = Pattern.compile("\"[^\"]*%d (?!ms\\b)[a-z]{2,}s\\b[^\"]*\"");

	/** It is about more than one. */
	private static final List<String> PLURAL_ALWAYS = List.of("%d models are spread over several requests");

	@Test
	void formsThePlural() {
		assertThat(Counted.of(0, "request")).isEqualTo("0 requests");
		assertThat(Counted.of(1, "request")).isEqualTo("1 request");
		assertThat(Counted.of(2, "request")).isEqualTo("2 requests");
		assertThat(Counted.of(1_000_000_000_000L, "byte")).isEqualTo("1000000000000 bytes");
	}

	@Test
	@DisplayName("no message says '1 requests': whatever is counted goes through one place")
	void noMessageFormsAPluralByItself() throws IOException {
		for (String sources : List.of("src/main/java", "../cascade-core/src/main/java")) {
			try (Stream<Path> files = Files.walk(Path.of(sources))) {
				assertThat(files.filter((file) -> file.toString().endsWith(".java")).flatMap(CountedTests::plurals))
					.isEmpty();
			}
		}
	}

	private static Stream<String> plurals(Path file) {
		try {
			return PLURAL.matcher(Files.readString(file))
				.results()
				.map((found) -> found.group())
				.filter((text) -> PLURAL_ALWAYS.stream().noneMatch(text::contains));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
