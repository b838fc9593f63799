package io.cascade.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the first document shows is what the example has.
 */
class GettingStartedTests {

	private static final Path TOP = Path.of("..");

	private static final Path EXAMPLE = TOP.resolve("examples/support-chat");

	private static final Pattern LISTING = Pattern.compile("<!-- (\\S+) -->\\n\\n```\\w+\\n(.*?)```", Pattern.DOTALL);

	private static final Pattern ARTIFACT = Pattern
		.compile("<groupId>(\\S+)</groupId>\\s*<artifactId>(\\S+)</artifactId>");

	static List<Listing> listings() throws IOException {
		Matcher matcher = LISTING.matcher(Files.readString(TOP.resolve("docs/getting-started.md")));
		List<Listing> listings = new ArrayList<>();
		while (matcher.find()) {
			listings.add(new Listing(matcher.group(1), matcher.group(2)));
		}
		return listings;
	}

	/** Java is shown whole, so that it compiles; of others a part may stand first. */
	@ParameterizedTest
	@MethodSource("listings")
	void showsWhatTheExampleHas(Listing listing) throws IOException {
		if (listing.isJava()) {
			assertThat(listing.text()).isEqualTo(Files.readString(TOP.resolve(listing.file())));
		}
		else if (!listing.isGradle()) {
			assertThat(stripped(Files.readString(TOP.resolve(listing.file()))))
				.containsSubsequence(stripped(listing.text()));
		}
	}

	private static List<String> stripped(String text) {
		return text.lines().map(String::strip).filter((line) -> !line.isEmpty()).toList();
	}

	@Test
	void showsEveryClassButTheOneThatIsThereAlready() throws IOException {
		try (Stream<Path> files = Files.walk(EXAMPLE.resolve("src/main"))) {
			List<String> sources = files.filter(Files::isRegularFile)
				.map((file) -> TOP.relativize(file).toString().replace('\\', '/'))
				.filter((file) -> !file.endsWith("SupportChatApplication.java"))
				.toList();
			assertThat(listings()).extracting(Listing::file).containsAll(sources);
		}
	}

	@Test
	void gradleAndMavenNameTheSame() throws IOException {
		String gradle = listings().stream().filter(Listing::isGradle).findFirst().orElseThrow().text();
		String pom = Files.readString(EXAMPLE.resolve("pom.xml"));
		Matcher matcher = ARTIFACT
			.matcher(pom.substring(pom.indexOf("<dependencies>"), pom.indexOf("</dependencies>")));
		assertThat(matcher.results()).hasSize(4)
			.allSatisfy((artifact) -> assertThat(gradle).contains(artifact.group(1) + ":" + artifact.group(2)));
		assertThat(gradle.lines().filter((line) -> line.contains("mplementation("))).hasSize(4);
	}

	record Listing(String file, String text) {

		boolean isJava() {
			return this.file.endsWith(".java");
		}

		boolean isGradle() {
			return this.file.equals("gradle");
		}

		@Override
		public String toString() {
			return this.file;
		}

	}

}
