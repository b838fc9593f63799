package io.cascade.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

import io.cascade.openrouter.Fitting;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table of the document is that of the code.
 */
class UpstreamsDocumentTests {

	private static final Path DOCUMENT = Path.of("..", "docs", "upstreams.md");

	@Test
	@DisplayName("M06 the document shows what each preset does, with its source")
	void showsEveryPreset() throws IOException {
		List<String> rows = new ArrayList<>();
		for (FittingPreset preset : FittingPreset.values()) {
			for (FittingPreset.Row row : preset.rows()) {
				rows.add(row(preset, row));
			}
		}
		List<String> shown = Files.readAllLines(DOCUMENT)
			.stream()
			.filter((line) -> line.startsWith("| `") && line.contains("https://"))
			.toList();
		assertThat(shown).as(String.join("\n", rows)).isEqualTo(rows);
	}

	@Test
	@DisplayName("M06 the document shows by which hosts a server is told")
	void showsHosts() throws IOException {
		String document = Files.readString(DOCUMENT);
		for (FittingPreset preset : FittingPreset.values()) {
			if (!preset.hosts().isEmpty()) {
				assertThat(document).contains("`%s`: %s".formatted(preset.id(), codes(preset.hosts())));
			}
		}
	}

	private static String row(FittingPreset preset, FittingPreset.Row row) {
		Fitting.Rule rule = row.rule();
		String models = rule.models().isEmpty() ? "all" : codes(rule.models());
		String except = rule.except().isEmpty() ? "" : ", but not " + codes(rule.except());
		String renamed = rule.rename()
			.entrySet()
			.stream()
			.map((entry) -> "`%s` → `%s`".formatted(entry.getKey(), entry.getValue()))
			.collect(Collectors.joining(", "));
		return "| `%s` | %s | %s | %s | %s | %s |".formatted(preset.id(), models + except, codes(rule.leaveOut()),
				renamed, codes(rule.take()), row.source());
	}

	private static String codes(Collection<String> values) {
		return values.stream().map((value) -> "`" + value + "`").collect(Collectors.joining(", "));
	}

}
