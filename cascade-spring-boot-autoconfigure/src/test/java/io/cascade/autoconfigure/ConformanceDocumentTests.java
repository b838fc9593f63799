package io.cascade.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The cases of {@code docs/conformance.md} are those of the display names of all modules.
 */
class ConformanceDocumentTests {

	private static final Path ROOT = Path.of("..");

	private static final Pattern DISPLAY_NAME = Pattern.compile("@DisplayName\\((?:\\s*\"((?:[^\"\\\\]|\\\\.)*)\")?");

	private static final Pattern LEADING_IDS = Pattern.compile("(?:[A-Z]\\d\\d )*");

	private static final Pattern STRAY_ID = Pattern.compile("^\\s*$|\\b[A-Z]\\d+[a-z]?\\b");

	private static final Pattern ROW = Pattern.compile("\\| (([A-Z])\\d\\d) \\| [^|]{10,} \\| [^|]{10,} \\|");

	@Test
	void eachIdOfADisplayNameIsOneRowAndEachRowHasATest() throws IOException {
		Set<String> used = new TreeSet<>();
		displayNames().forEach((name) -> used.addAll(ids(name)));
		List<String> documented = documented();
		assertThat(documented).doesNotHaveDuplicates().isSorted();
		assertThat(without(used, documented)).as("ids of display names without a row").isEmpty();
		assertThat(without(documented, used)).as("rows without a display name").isEmpty();
	}

	private static Set<String> without(Collection<String> ids, Collection<String> others) {
		Set<String> left = new TreeSet<>(ids);
		left.removeAll(others);
		return left;
	}

	@Test
	void idsAreALetterAndTwoDigitsAndBeginALiteral() throws IOException {
		assertThat(displayNames()).isNotEmpty()
			.filteredOn((name) -> STRAY_ID.matcher(LEADING_IDS.matcher(name).replaceFirst("")).find())
			.isEmpty();
	}

	private static List<String> ids(String name) {
		Matcher matcher = LEADING_IDS.matcher(name);
		return (matcher.lookingAt() && matcher.end() > 0) ? List.of(matcher.group().split(" ")) : List.of();
	}

	private static List<String> documented() throws IOException {
		List<String> ids = new ArrayList<>();
		String section = "";
		for (String line : Files.readAllLines(ROOT.resolve("docs/conformance.md"))) {
			if (line.startsWith("## ")) {
				section = line.substring(3, 4);
			}
			else if (line.matches("\\| .*\\d.*")) {
				Matcher row = ROW.matcher(line);
				assertThat(row.matches()).as(line).isTrue();
				assertThat(row.group(2)).as(line).isEqualTo(section);
				ids.add(row.group(1));
			}
		}
		return ids;
	}

	private static List<String> displayNames() throws IOException {
		List<String> names = new ArrayList<>();
		for (Path source : sources()) {
			Matcher matcher = DISPLAY_NAME.matcher(Files.readString(source));
			while (matcher.find()) {
				assertThat(matcher.group(1)).as("a literal in %s", source).isNotNull();
				names.add(matcher.group(1));
			}
		}
		return names;
	}

	private static List<Path> sources() throws IOException {
		List<Path> sources = new ArrayList<>();
		for (Path folder : folders()) {
			try (Stream<Path> files = Files.walk(folder)) {
				files.filter((file) -> file.toString().endsWith(".java")).forEach(sources::add);
			}
		}
		return sources;
	}

	private static List<Path> folders() throws IOException {
		try (Stream<Path> modules = Files.find(ROOT, 3, (file, attributes) -> file.endsWith("src"))) {
			return modules.toList();
		}
	}

}
