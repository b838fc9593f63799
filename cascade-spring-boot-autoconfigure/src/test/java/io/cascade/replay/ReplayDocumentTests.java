package io.cascade.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The document has the figures that the code computes.
 * {@code -Dcascade.write-documents=true} writes the plot.
 */
class ReplayDocumentTests {

	private static final Path DOCUMENT = Path.of("..", "docs", "quality.md");

	private static final Path PLOT = Path.of("..", "docs", "quality", "judge.svg");

	private static final Prices FLAT = Prices.of(0.24, 24.7);

	static Outcomes[] outcomes() {
		return new Outcomes[] { Counts.MMLU, Counts.GSM8K };
	}

	@ParameterizedTest
	@MethodSource("outcomes")
	void theTableIsTheOneOfTheSweep(Outcomes outcomes) throws IOException {
		String table = new Report(new ClosedForm(outcomes, FLAT), new Judge(0.9, 0.2), true).sweepTable();
		assertThat(Files.readString(DOCUMENT)).contains(table);
	}

	@Test
	void thePlotIsTheOneOfTheCode() throws IOException {
		String plot = new JudgePlot(new ClosedForm(Counts.MMLU, FLAT)).svg();
		if (Boolean.getBoolean("cascade.write-documents")) {
			Files.writeString(PLOT, plot);
		}
		assertThat(Files.readString(PLOT)).isEqualTo(plot);
	}

}
