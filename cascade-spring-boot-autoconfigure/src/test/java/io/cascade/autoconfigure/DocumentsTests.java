package io.cascade.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import io.cascade.FailureKind;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tables of the documents say what the code does.
 * {@code -Dcascade.write-documents=true} writes the generated ones.
 */
class DocumentsTests {

	private static final JsonMapper JSON = new JsonMapper();

	private static final Path DOCS = Path.of("..", "docs");

	private static final Map<String, Class<?>> NESTED = new LinkedHashMap<>();

	static {
		NESTED.put("cascade.connection", ConnectionProperties.class);
		NESTED.put("cascade.chains.<name>", ChainProperties.class);
		NESTED.put("cascade.chains.<name>.models[]", ModelProperties.class);
		NESTED.put("cascade.chains.<name>.gate", GateProperties.class);
		NESTED.put("cascade.chains.<name>.options", OptionsProperties.class);
		NESTED.put("cascade.chains.<name>.provider", ProviderProperties.class);
		NESTED.put("cascade.budgets.<name>", BudgetProperties.class);
		NESTED.put("cascade.upstreams.<name>", UpstreamProperties.class);
		NESTED.put("cascade.upstreams.<name>.fitting", FittingProperties.class);
		NESTED.put("cascade.upstreams.<name>.fitting.models[]", ModelFittingProperties.class);
	}

	@Test
	void configurationDocumentListsEveryKey() throws IOException {
		String expected = configuration();
		Path document = DOCS.resolve("configuration.md");
		if (Boolean.getBoolean("cascade.write-documents")) {
			Files.writeString(document, expected);
		}
		assertThat(Files.readString(document)).isEqualTo(expected);
	}

	private static String configuration() throws IOException {
		StringBuilder text = new StringBuilder("""
				# Configuration

				Generated from the configuration metadata; an IDE completes the same keys. An empty default means \
				that nothing is sent, limited or set. Sizes are written as `8MB`, times as `30s`.

				""");
		section(text, "cascade", json("META-INF/spring-configuration-metadata.json"), "cascade.");
		for (Map.Entry<String, Class<?>> entry : NESTED.entrySet()) {
			String file = "META-INF/spring/configuration-metadata/%s.json".formatted(entry.getValue().getName());
			section(text, entry.getKey(), json(file), "");
		}
		return text
			.append("""
					`options` and `gate` may stand under a model too. `preferred-max-latency` has the keys of \
					`preferred-min-throughput`, `connection` of an upstream those of `cascade.connection`, `cascade.fitting` \
					those of the `fitting` of an upstream.
					""")
			.toString();
	}

	private static void section(StringBuilder text, String title, JsonNode metadata, String prefix) {
		text.append("## `%s`\n\n| key | default | |\n| --- | --- | --- |\n".formatted(title));
		for (JsonNode property : metadata.path("properties")) {
			String name = property.path("name").asString();
			if (name.startsWith(prefix) && !isCoveredElsewhere(name)) {
				text.append("| `%s` | %s | %s |\n".formatted(name.substring(prefix.length()),
						defaultOf(property.path("defaultValue")),
						property.path("description").asString().replace("|", "\\|")));
			}
		}
		text.append('\n');
	}

	private static boolean isCoveredElsewhere(String name) {
		return name.startsWith("cascade.connection.") || name.startsWith("cascade.fitting.");
	}

	private static String defaultOf(JsonNode value) {
		return (value.isMissingNode() || value.isContainer()) ? "" : "`" + value.asString() + "`";
	}

	private static JsonNode json(String file) throws IOException {
		try (InputStream stream = DocumentsTests.class.getClassLoader().getResourceAsStream(file)) {
			return JSON.readTree(Objects.requireNonNull(stream, file));
		}
	}

	@Test
	void failuresDocumentHasTheTableOfTheCode() throws IOException {
		List<List<String>> documented = new ArrayList<>();
		for (String line : Files.readAllLines(DOCS.resolve("failures.md"))) {
			List<String> cells = Arrays.stream(line.split("\\|")).map(String::strip).toList();
			if (line.startsWith("| `") && cells.size() == 7) {
				documented.add(
						List.of(cells.get(1).replace("`", ""), cells.get(3), cells.get(4), cells.get(5), cells.get(6)));
			}
		}
		assertThat(documented).containsExactlyElementsOf(Arrays.stream(FailureKind.values())
			.map((kind) -> List.of(kind.id(), id(kind.again()), id(kind.next()), id(kind.bench()), id(kind.scope())))
			.toList());
	}

	private static String id(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
