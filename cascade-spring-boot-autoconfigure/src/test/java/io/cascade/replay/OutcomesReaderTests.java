package io.cascade.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link OutcomesReader} and {@link CsvTable}.
 */
class OutcomesReaderTests {

	@TempDir
	private Path folder = Path.of("");

	@Test
	void findsTheModelsByTheirColumns() {
		Outcomes outcomes = read("subject,prompt_chars,weak_correct,strong_correct\nalgebra,111,1,0\nlaw,96,0,1\n");
		assertThat(outcomes.models()).containsExactly("weak", "strong");
		assertThat(outcomes.questions()).extracting(Question::right)
			.containsExactly(List.of(true, false), List.of(false, true));
	}

	@Test
	void takesTheColumnsThatAreNamedInTheirOrder() {
		Outcomes outcomes = read("big,small,tokens\nTRUE,false,7\n", List.of("small", "big"),
				List.of("tokens", "tokens"));
		assertThat(outcomes.models()).containsExactly("small", "big");
		assertThat(outcomes.questions()).containsExactly(new Question(List.of(false, true), List.of(7.0, 7.0)));
	}

	@Test
	void readsQuotesMarksAndEmptyLines() {
		Outcomes outcomes = read(
				"\uFEFF\"q, \"\"quoted\"\"\",a_correct,b_correct\r\n" + "\"one\ntwo\",1,0\r\n\r\n,\"0\", 1");
		assertThat(outcomes.questions()).extracting(Question::right)
			.containsExactly(List.of(true, false), List.of(false, true));
	}

	@Test
	void reportsWhichColumnsThereAre() {
		assertThatThrownBy(() -> read("weak,strong\n1,1\n")).isInstanceOf(BadInputException.class)
			.hasMessage("FILE: a cascade needs two models or more, found []; name the columns with right or wrong, "
					+ "cheap to dear, by --columns; there are weak, strong");
		assertThatThrownBy(() -> read("weak,strong\n1,1\n", List.of("weak", "best"), List.of()))
			.hasMessage("FILE has no column best: name its columns by --columns; there are weak, strong");
		assertThatThrownBy(() -> read("a_correct,b_correct\n1,1\n", List.of(), List.of("a_correct")))
			.hasMessage("--usage names 1 columns for 2 models: name one per model, cheap to dear");
	}

	@Test
	void reportsWhichLineIsWrong() {
		String header = "id,a_correct,b_correct\n";
		assertThatThrownBy(() -> read(header + "1,1,1\n2,yes,1\n")).hasMessage(
				"FILE, line 3, column a_correct: 'yes' where 1 or true for right, 0 or false for wrong is wanted");
		assertThatThrownBy(() -> read(header + "1,1\n"))
			.hasMessage("FILE, line 2: 2 fields where the header has 3; quote fields with commas");
		assertThatThrownBy(() -> read(header + "\"1,1,1\n"))
			.hasMessage("FILE, line 2: a quote is not closed; close it or double it");
		assertThatThrownBy(() -> read(header + "-1,1,1\n", List.of(), List.of("id", "id")))
			.hasMessage("FILE, line 2, column id: '-1' where a number from 0 on is wanted");
		assertThatThrownBy(() -> read(header + "x,1,1\n", List.of(), List.of("id", "id")))
			.hasMessage("FILE, line 2, column id: 'x' where a number from 0 on is wanted");
	}

	@Test
	void needsRowsAndSomethingUsed() {
		assertThatThrownBy(() -> read("a_correct,b_correct\n"))
			.hasMessage("FILE has no rows: it needs a header and a row per question");
		assertThatThrownBy(() -> read("")).hasMessageContaining("FILE has no rows");
		assertThatThrownBy(() -> read("id,a_correct,b_correct\n0,1,1\n", List.of(), List.of("id", "id")))
			.hasMessage("FILE: column id, named by --usage, is 0 in all rows, so nothing can be relative to it; "
					+ "name another");
	}

	@Test
	void needsAFileOfUtf8() throws IOException {
		Path file = Files.write(this.folder.resolve("latin.csv"), new byte[] { 'a', (byte) 0xE9, '\n' });
		assertThatThrownBy(() -> CsvTable.read(file))
			.hasMessage("%s is not UTF-8 text: export it as CSV in UTF-8".formatted(file));
		assertThatThrownBy(() -> CsvTable.read(this.folder)).hasMessageContaining("is not a file: give --outcomes");
	}

	private static Outcomes read(String text) {
		return read(text, List.of(), List.of());
	}

	private static Outcomes read(String text, List<String> columns, List<String> usage) {
		return new OutcomesReader(CsvTable.of("FILE", text), columns, usage).read("title");
	}

}
