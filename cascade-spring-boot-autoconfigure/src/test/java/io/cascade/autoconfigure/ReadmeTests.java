package io.cascade.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.cascade.exchange.Chains;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The YAML of the documents starts an application.
 */
@Tag("any-jdk")
class ReadmeTests {

	private static final Pattern YAML = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);

	private static final Path ROOT = Path.of("..");

	private static final String OF_ANOTHER_MODULE = "gateway.md";

	static Stream<Snippet> snippets() throws IOException {
		List<Path> documents = new ArrayList<>(List.of(ROOT.resolve("README.md")));
		try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
			files.filter((file) -> file.toString().endsWith(".md") && !file.endsWith(OF_ANOTHER_MODULE))
				.sorted()
				.forEach(documents::add);
		}
		return documents.stream().flatMap(ReadmeTests::snippets);
	}

	private static Stream<Snippet> snippets(Path document) {
		Matcher matcher = YAML.matcher(read(document));
		List<Snippet> found = new ArrayList<>();
		while (matcher.find()) {
			found.add(new Snippet(document.getFileName() + " #" + (found.size() + 1), matcher.group(1)));
		}
		return found.stream();
	}

	private static String read(Path document) {
		try {
			return Files.readString(document);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@ParameterizedTest
	@MethodSource("snippets")
	void yamlOfTheDocumentsStartsAnApplication(Snippet snippet) {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(WebClientAutoConfiguration.class, CascadeAutoConfiguration.class))
			.withPropertyValues(snippet.yaml().contains("${OPENROUTER_API_KEY") ? "OPENROUTER_API_KEY=sk-or-test"
					: "cascade.api-key=sk-or-test", "AZURE_KEY=sk-test")
			.withInitializer((context) -> context.getEnvironment().getPropertySources().addLast(snippet.load()))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(Chains.class).all()).isNotEmpty();
			});
	}

	record Snippet(String name, String yaml) {

		PropertySource<?> load() {
			try {
				return new YamlPropertySourceLoader()
					.load(this.name, new ByteArrayResource(this.yaml.getBytes(StandardCharsets.UTF_8)))
					.get(0);
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}
