package io.cascade;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code docs/architecture.md} names files that are there, and says of each package what
 * its {@code package-info} says: supported API, SPI or internal.
 */
class ArchitectureDocumentTests {

	private static final Path EXAMPLES = Path.of("..", "examples");

	private static final Path DOCUMENT = Path.of("..", "docs", "architecture.md");

	private static final Pattern FILE = Pattern.compile("\\[`(\\w+)`]\\(([^)]+/(\\w+)\\.java)\\)");

	private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");

	private static final Pattern WORD = Pattern.compile("<p> (Supported API|SPI|Internal): ");

	private static final Pattern LINK = Pattern.compile("\\{@link (\\w+)}");

	private static final Pattern ROW = Pattern
		.compile("(?m)^\\| `(io\\.cascade[\\w.]*)` \\| (Supported API|SPI|Internal) \\|");

	private static final Pattern IMPORT = Pattern.compile("(?m)^import (io\\.cascade[a-z.]*)\\.[A-Z]");

	@Test
	void theFilesToOpenFirstAreThere() throws IOException {
		List<MatchResult> files = all(FILE, Files.readString(DOCUMENT)).toList();
		assertThat(files).hasSizeBetween(8, 12);
		assertThat(files).allSatisfy((file) -> {
			assertThat(file.group(1)).isEqualTo(file.group(3));
			assertThat(DOCUMENT.resolveSibling(file.group(2))).exists();
		});
	}

	@Test
	void eachPackageSaysForWhomItIs() throws IOException {
		for (Path source : sources("package-info.java")) {
			assertThat(prose(source)).as(source.toString()).containsPattern(WORD);
		}
	}

	@Test
	void internalPackagesSayThatTheyMayChange() throws IOException {
		for (Path source : sources("package-info.java")) {
			String prose = prose(source);
			assertThat(prose.contains("may change in any release")).as(source.toString())
				.isEqualTo(prose.contains("Internal:"));
		}
	}

	@Test
	void whatIsSaidToBeForApplicationsIsPublic() throws IOException {
		for (Path source : sources("package-info.java")) {
			for (String type : all(LINK, Files.readString(source)).map((found) -> found.group(1)).toList()) {
				assertThat(source.resolveSibling(type + ".java")).as(source.toString())
					.content()
					.containsPattern("(?m)^public .*\\b" + type + "\\b");
			}
		}
	}

	@Test
	void theDocumentHasTheSameWords() throws IOException {
		Map<String, String> told = new TreeMap<>();
		all(ROW, Files.readString(DOCUMENT)).forEach((row) -> told.put(row.group(1), row.group(2)));
		assertThat(told).isEqualTo(published());
	}

	@Test
	void examplesNameNothingInternal() throws IOException {
		Map<String, String> published = published();
		for (Path source : sources(".java").stream().filter((path) -> path.startsWith(EXAMPLES)).toList()) {
			assertThat(all(IMPORT, Files.readString(source)).map((found) -> found.group(1))).as(source.toString())
				.noneMatch((name) -> "Internal".equals(published.get(name)));
		}
	}

	/** The packages of the modules that are published, with their word. */
	private static Map<String, String> published() throws IOException {
		Map<String, String> words = new TreeMap<>();
		for (Path source : sources("package-info.java")) {
			if (source.toString().matches("\\.\\./cascade-[\\w-]+/src/main/.*")) {
				String text = prose(source);
				words.put(all(PACKAGE, Files.readString(source)).findFirst().orElseThrow().group(1),
						all(WORD, text).findFirst().orElseThrow().group(1));
			}
		}
		return words;
	}

	private static Stream<MatchResult> all(Pattern pattern, String text) {
		Matcher matcher = pattern.matcher(text);
		return matcher.results();
	}

	private static String prose(Path source) throws IOException {
		return Files.readString(source).replaceAll("\\s*\\n \\* ?", " ");
	}

	private static List<Path> sources(String end) throws IOException {
		List<Path> found = new ArrayList<>();
		for (Path folder : folders()) {
			try (Stream<Path> paths = Files.walk(folder)) {
				paths.filter((path) -> path.toString().endsWith(end)).forEach(found::add);
			}
		}
		return found;
	}

	private static List<Path> folders() throws IOException {
		try (Stream<Path> modules = Files.list(Path.of("..")); Stream<Path> examples = Files.list(EXAMPLES)) {
			return Stream.concat(modules, examples)
				.map((module) -> module.resolve("src"))
				.filter(Files::isDirectory)
				.toList();
		}
	}

}
