package io.cascade.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Blocks of JSON in documents, each behind a comment with its name.
 */
final class JsonBlocks {

	static final JsonMapper JSON = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
		.build();

	private static final DefaultPrettyPrinter PRINTER = new DefaultPrettyPrinter(
			Separators.createDefaultInstance().withObjectNameValueSpacing(Separators.Spacing.AFTER))
		.withObjectIndenter(new DefaultIndenter("  ", "\n"));

	private static final Pattern INSTANT = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT.*Z");

	private JsonBlocks() {
	}

	/** Writes the block first, where documents are to be written. */
	static void assertDocumented(Path file, String marker, JsonNode json) throws IOException {
		String block = "<!-- %s -->\n\n```json\n%s\n```\n".formatted(marker,
				JSON.writer().with(PRINTER).writeValueAsString(json));
		String document = Files.readString(file);
		if (Boolean.getBoolean("cascade.write-documents")) {
			Pattern old = Pattern.compile("<!-- %s -->\n\n```json\n.*?```\n".formatted(marker), Pattern.DOTALL);
			document = old.matcher(document).replaceFirst(Matcher.quoteReplacement(block));
			Files.writeString(file, document);
		}
		assertThat(document).contains(block);
	}

	/** What differs from run to run as if it did not. */
	static JsonNode still(JsonNode node) {
		if (node.isObject()) {
			ObjectNode copy = JSON.createObjectNode();
			node.properties()
				.forEach((entry) -> copy.set(entry.getKey(), entry.getKey().equals("timeToFirstTokenMillis")
						? JSON.createObjectNode().put("p50", 420).put("p95", 1310) : still(entry.getValue())));
			return copy;
		}
		if (node.isArray()) {
			ArrayNode copy = JSON.createArrayNode();
			node.forEach((element) -> copy.add(still(element)));
			return copy;
		}
		boolean instant = node.isString() && INSTANT.matcher(node.asString()).matches();
		return instant ? JSON.getNodeFactory().stringNode("2026-11-01T12:00:00Z") : node;
	}

}
