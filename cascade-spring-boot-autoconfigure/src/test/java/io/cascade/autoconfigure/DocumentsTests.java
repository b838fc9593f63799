package io.cascade.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.cascade.FailureKind;
import io.cascade.KebabCase;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tables of the documents say what the code does.
 * {@code -Dcascade.write-documents=true} writes the generated ones.
 */
class DocumentsTests {

	private static final Path DOCS = Path.of("..", "docs");

	private static final Map<String, Class<?>> NESTED = new LinkedHashMap<>();

	static {
		NESTED.put("cascade.connection", ConnectionProperties.class);
		NESTED.put("cascade.chains.<name>", ChainProperties.class);
		NESTED.put("cascade.chains.<name>.models[]", ModelProperties.class);
		NESTED.put("cascade.chains.<name>.gate", GateProperties.class);
		NESTED.put("cascade.chains.<name>.options", OptionsProperties.class);
		NESTED.put("cascade.chains.<name>.provider", ProviderProperties.class);
		NESTED.put("cascade.limits.models[]", ModelLimitProperties.class);
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

	private static String configuration() {
		StringBuilder text = new StringBuilder(
				"""
						# Configuration

						Generated from the configuration metadata. An empty default means that nothing is sent, limited or \
						set. Sizes are written as `8MB`, times as `30s`.

						## In an IDE

						Spring Boot's metadata, and so IntelliJ IDEA and the Spring tools of VS Code and Eclipse, have \
						descriptions, defaults and values of every key outside the maps. Metadata has [no place]\
						(https://github.com/spring-projects/spring-boot/issues/9945) for keys below a name of one's own, such \
						as those of a chain. There the tools read the types: they know names, words and kinds of values, and \
						what they tell of them comes from the sources jar.

						[cascade.schema.json](cascade.schema.json) describes all of it at every place, with defaults and \
						proposals. Every editor that knows JSON Schema takes it, beside the metadata: copy it into the project \
						and write `# yaml-language-server: $schema=./cascade.schema.json` as the first line of \
						`application.yml` for the YAML extension of VS Code and other editors; IntelliJ IDEA has *JSON Schema Mappings* in its \
						settings. It knows keys with dashes only, and does not look into keys with a dot. At the start \
						`cascade.unknown-keys` finds what no editor did.

						""");
		section(text, "cascade", MetadataSchema.json("META-INF/spring-configuration-metadata.json"), "cascade.");
		for (Map.Entry<String, Class<?>> entry : NESTED.entrySet()) {
			String file = "META-INF/spring/configuration-metadata/%s.json".formatted(entry.getValue().getName());
			section(text, entry.getKey(), MetadataSchema.json(file), "");
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
				text.append("| `%s` | %s | %s%s |\n".formatted(name.substring(prefix.length()),
						defaultOf(property.path("defaultValue")),
						property.path("description").asString().replace("|", "\\|"),
						words(property.path("type").asString())));
			}
		}
		text.append('\n');
	}

	/** Of what is one of some words, or has keys that are. */
	private static String words(String type) {
		String asked = type.startsWith("java.util.Map<") ? type.substring(14, type.indexOf(',')) : type;
		if (!asked.startsWith("io.cascade") || !MetadataSchema.type(asked).isEnum()) {
			return "";
		}
		String words = String.join("`, `", MetadataSchema.words(asked));
		return asked.equals(type) ? " One of `%s`.".formatted(words) : asked.equals(FailureKind.class.getName())
				? " Keys are the [kinds of failure](failures.md)." : " Keys: `%s`.".formatted(words);
	}

	/** Every key, with a name where one is to be chosen. */
	static List<String> keys() {
		List<String> keys = new ArrayList<>(names("META-INF/spring-configuration-metadata.json").stream()
			.filter((name) -> name.startsWith("cascade.") && !name.matches("cascade\\.(chains|budgets|upstreams)"))
			.toList());
		NESTED.forEach((place, type) -> {
			if (!place.contains("[]")) {
				names("META-INF/spring/configuration-metadata/%s.json".formatted(type.getName()))
					.forEach((name) -> keys.add(place.replace("<name>", "a") + "." + name));
			}
		});
		return keys;
	}

	private static List<String> names(String file) {
		return MetadataSchema.json(file).path("properties").findValuesAsString("name");
	}

	private static boolean isCoveredElsewhere(String name) {
		return name.startsWith("cascade.connection.") || name.startsWith("cascade.fitting.");
	}

	private static String defaultOf(JsonNode value) {
		return (value.isMissingNode() || value.isContainer()) ? "" : "`" + value.asString() + "`";
	}

	@Test
	void failuresDocumentHasTheTableOfTheCode() throws IOException {
		List<List<String>> documented = new ArrayList<>();
		for (String line : Files.readAllLines(DOCS.resolve("failures.md"))) {
			List<String> cells = Arrays.stream(line.split("\\|")).map(String::strip).toList();
			if (line.startsWith("| `") && cells.size() == 8) {
				documented.add(List.of(cells.get(1).replace("`", ""), cells.get(3), cells.get(4), cells.get(5),
						cells.get(6), cells.get(7)));
			}
		}
		assertThat(documented).containsExactlyElementsOf(Arrays.stream(FailureKind.values())
			.map((kind) -> List.of(kind.id(), KebabCase.of(kind.again()), KebabCase.of(kind.next()),
					KebabCase.of(kind.cooldown()), kind.scope().id(), String.valueOf(kind.httpStatus())))
			.toList());
	}

}
