package io.cascade.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The pages of the sample. {@code BrowserTests} of the starter opens them in a browser.
 */
class PagesTests {

	private static final Pattern HTML = Pattern.compile("```html\n(.*?)```", Pattern.DOTALL);

	@Test
	@DisplayName("docs/browser.md shows the pages as they are served")
	void standInTheDocument() throws IOException {
		List<String> documented = HTML.matcher(Files.readString(Path.of("..", "docs", "browser.md")))
			.results()
			.map((MatchResult found) -> found.group(1))
			.toList();
		assertThat(documented).containsExactly(page("index.html"), page("event-source.html"));
	}

	@Test
	@DisplayName("what a model says is text to a page, never markup; nothing is fetched from elsewhere")
	void takeAnswersForText() throws IOException {
		for (String name : List.of("index.html", "event-source.html")) {
			assertThat(page(name)).contains("textContent +=").doesNotContain("innerHTML", "document.write", "http");
		}
	}

	private static String page(String name) throws IOException {
		return Files.readString(Path.of("src", "main", "resources", "static", name));
	}

}
