package io.cascade.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The schema that IDEs read knows every key, and takes every example.
 * {@code -Dcascade.write-documents=true} writes it.
 */
class SchemaDocumentTests {

	private static final Path TOP = Path.of("..");

	private static final Path FILE = TOP.resolve("docs/cascade.schema.json");

	private static final Pattern BLOCK = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
		.build();

	private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
		.getSchema(schema());

	private static JsonNode schema() {
		return JSON.valueToTree(MetadataSchema.create());
	}

	@Test
	void isWhatTheMetadataSays() throws IOException {
		DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("\t", "\n"));
		String expected = JSON.writer().with(printer).writeValueAsString(MetadataSchema.create()) + "\n";
		if (Boolean.getBoolean("cascade.write-documents")) {
			Files.writeString(FILE, expected);
		}
		assertThat(Files.readString(FILE)).isEqualTo(expected);
	}

	@ParameterizedTest
	@MethodSource("examples")
	void takesEveryExample(Example example) {
		assertThat(flaws(example.yaml())).isEmpty();
	}

	static List<Example> examples() throws IOException {
		List<Example> examples = new ArrayList<>();
		List<Path> files = Stream.of(TOP.resolve("docs"), TOP.resolve("examples"), TOP.resolve("sample-app/src/main"))
			.flatMap(SchemaDocumentTests::files)
			.toList();
		for (Path file : files) {
			String text = Files.readString(file);
			if (file.toString().endsWith(".yml")) {
				examples.add(new Example(file.toString(), text));
			}
			Matcher block = BLOCK.matcher(file.toString().endsWith(".md") ? text : "");
			while (block.find()) {
				examples.add(new Example(file + "@" + block.start(), block.group(1)));
			}
		}
		assertThat(examples).hasSizeGreaterThan(35);
		return examples;
	}

	private static Stream<Path> files(Path folder) {
		try (Stream<Path> files = Files.walk(folder)) {
			return files
				.filter((file) -> file.toString().matches(".*\\.(md|yml)") && !file.toString().contains("target"))
				.sorted()
				.toList()
				.stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			cascade.chains.a.deadline                | 60
			cascade.chains.a.deadline                | soon
			cascade.chains.a.allow-paid              | maybe
			cascade.chains.a.order-by                | cheapest
			cascade.chains.a.retry.max-attempts      | two
			cascade.chains.a.retry.attempts.timeout  | 2
			cascade.chains.a.options.temperature     | hot
			cascade.chains.a.provider.sort.by-what   | price
			cascade.health.down-when                 | always
			cascade.max-answer-size                  | 8
			cascade.budgets.b.limits                 | 5
			cascade.upstreams.u.dialect              | ollama
			cascade.catalog                        | true
			""")
	void refusesWhatCanNotBe(String key, String value) {
		assertThat(flaws(nested(key, value))).as(key).isNotEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			cascade.chains.a.deadline                | ${DEADLINE:60s}
			cascade.chains.a.deadline                | 0
			cascade.chains.a.deadline                | PT1M
			cascade.chains.a.gate                    | none
			cascade.chains.a.provider.sort           | price
			cascade.chains.a.provider.sort.by        | price
			cascade.chains.a.models                  | a/b,c/d
			cascade.chains.a.retry.attempts.server   | 2
			cascade.circuit.thresholds.timeout       | 3
			cascade.chains.a.options.extra-body.any  | thing
			cascade.max-answer-size                  | 8MB
			cascade.health.down-when                 | ${DOWN_WHEN}
			""")
	void takesWhatCanBe(String key, String value) {
		assertThat(flaws(nested(key, value))).as(key).isEmpty();
	}

	/** One letter of a key changed: nothing else is known that looks like it. */
	@Test
	void refusesEveryKeyWithALetterChanged() {
		List<String> keys = DocumentsTests.keys();
		Random random = new Random(15);
		assertThat(keys).hasSizeGreaterThan(200).allSatisfy((key) -> {
			assertThat(flaws(nested(key, "${X}"))).as(key).noneMatch((flaw) -> flaw.contains("additionalProperties"));
			String name = key.substring(key.lastIndexOf('.') + 1);
			int at = random.nextInt(name.length());
			char other = (name.charAt(at) == 'q') ? 'x' : 'q';
			String misspelt = key.substring(0, key.length() - name.length()) + name.substring(0, at) + other
					+ name.substring(at + 1);
			assertThat(flaws(nested(misspelt, "${X}"))).as(misspelt).isNotEmpty();
		});
	}

	private static String nested(String key, String value) {
		StringBuilder yaml = new StringBuilder();
		String[] names = key.split("\\.", -1);
		for (int i = 0; i < names.length; i++) {
			yaml.append((i == 0) ? "" : "\n").append("  ".repeat(i)).append(names[i]).append(':');
		}
		return yaml.append(' ').append(value).toString();
	}

	private static List<String> flaws(String yaml) {
		Map<String, Object> document = new Yaml().load(yaml);
		JsonNode tree = JSON.valueToTree(document);
		return SCHEMA.validate(tree).stream().map(Object::toString).toList();
	}

	record Example(String name, String yaml) {

		@Override
		public String toString() {
			return this.name;
		}

	}

}
