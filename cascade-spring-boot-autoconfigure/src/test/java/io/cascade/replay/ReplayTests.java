package io.cascade.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link Replay}.
 */
class ReplayTests {

	private static final String ROWS = "weak_correct,strong_correct\n1,1\n1,0\n0,1\n0,1\n0,0\n";

	@TempDir
	private Path folder = Path.of("");

	@Test
	void madeUpQuestionsAreTheSameInEveryRun() {
		assertThat(Replay.run()).isEqualTo(Replay.run())
			.contains("synthetic: 2,000 questions, prices [0.24, 24.7]", "accepts 90.0 % of right")
			.contains("| weak alone              | 66.0 % | 0.01× |           |")
			.contains("| oracle: any model right | 87.8 % |       |           |")
			.contains("| cascade, this judge     | 82.8 % | 0.35× |    33.8 % |")
			.contains("Verdict: the cascade pays. 82.8 % right, +0.7 points against strong alone, at 0.35× its cost. "
					+ "A judge that accepts 90.0 % of right answers may accept up to 23.4 % of wrong ones");
	}

	@Test
	void thereMayBeMoreThanTwoModels() {
		assertThat(Replay.run("--prices", "0.2,1,10", "--judge-price", "2%")).contains("model 2 alone",
				"costs 2.0 % of model 3 alone", "35.4 %, 14.8 %");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			0.9 | 0.2 | 0    | the cascade pays.
			0.8 | 0.7 | 0    | strong alone would be better, though dearer.
			0.9 | 0.2 | 24.7 | strong alone would be cheaper.
			0.8 | 0.7 | 24.7 | strong alone would be better and cheaper.
			""")
	void theVerdictSaysWhenTheStrongModelAloneWouldBeBetter(String right, String wrong, String price, String verdict) {
		assertThat(Replay.run("--accept-right", right, "--accept-wrong", wrong, "--judge-price", price))
			.contains("Verdict: " + verdict);
	}

	@Test
	void readsAFileAndWritesFiguresAsCsv() throws IOException {
		Path file = Files.writeString(this.folder.resolve("own.csv"), ROWS);
		Path csv = this.folder.resolve("figures.csv");
		String text = Replay.run("--outcomes", file.toString(), "--prices", "1,10", "--csv", csv.toString());
		assertThat(text).startsWith("own.csv: 5 questions, prices [1.0, 10.0]");
		assertThat(csv).hasContent("""
				who,accept_right,accept_wrong,accuracy,relative_cost,escalated
				"weak",,,0.4000,0.1000,
				"strong",,,0.6000,1.0000,
				"cascade",0.9000,0.2000,0.7000,0.6200,0.5200
				""");
	}

	@Test
	void aSweepHasARowForEachJudge() throws IOException {
		Path csv = this.folder.resolve("figures.csv");
		assertThat(Replay.run("--sweep", "--csv", csv.toString())).contains("| 70 % of right |");
		assertThat(Files.readAllLines(csv)).hasSize(1 + 2 + 16);
	}

	@Test
	void aPlotIsXmlThatNeedsNothingFromOutside() throws Exception {
		Path plot = this.folder.resolve("plot.svg");
		Path file = Files.writeString(this.folder.resolve("own.csv"), ROWS);
		Replay.run("--outcomes", file.toString(), "--prices", "1,10", "--plot", plot.toString(), "--title",
				"a < b & c");
		assertThat(DocumentBuilderFactory.newInstance()
			.newDocumentBuilder()
			.parse(plot.toFile())
			.getDocumentElement()
			.getTagName()).isEqualTo("svg");
		assertThat(Files.readString(plot)).contains("a &lt; b &amp; c", "strong alone", "prefers-color-scheme: dark")
			.doesNotContain("href", "url(", "NaN");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			--outcome a.csv           | --outcome is not an option: use --accept-right, --accept-wrong, --columns
			--prices                  | --prices has no value: write --prices 0.24,24.7
			--csv --sweep             | --csv has no value: write --csv FILE.csv
			--sweep --sweep           | --sweep is there twice: leave one out
			--prices 1,x              | --prices: 'x' is not a number from 0 on; write --prices 0.24,24.7
			--prices 1,               | --prices: '' is not a number from 0 on
			--prices 1                | --prices has one price: a cascade needs two models or more
			--prices 1,NaN            | --prices: 'NaN' is not a number from 0 on
			--accept-right 90         | --accept-right 90 is above 1: write 0.9 for 90 %
			--accept-wrong -0.1       | --accept-wrong: '-0.1' is not a number from 0 on; write --accept-wrong 0.2
			--judge-price much        | --judge-price: 'much' is not a number from 0 on; write --judge-price 0.5 or 2%
			--columns a,b             | --columns needs a file: give one by --outcomes FILE.csv
			--outcomes no.csv         | --prices is missing: give a price per model, cheap to dear
			--outcomes no.csv --prices 1,2 | no.csv is not a file: give --outcomes a CSV file with a header
			--csv no/such/folder.csv  | can't be written (NoSuchFileException): make its folder first, or name another
			""", quoteCharacter = '"')
	void aMistakeIsNamedWithItsRemedy(String arguments, String message) {
		assertThatThrownBy(() -> Replay.run(arguments.split(" "))).isInstanceOf(BadInputException.class)
			.hasMessageContaining(message);
	}

	@Test
	void helpNamesEveryOption() {
		assertThat(Replay.run("--help")).contains("--outcomes", "--columns", "--prices", "--usage", "--accept-right",
				"--accept-wrong", "--judge-price", "--sweep", "--title", "--csv", "--plot");
	}

}
