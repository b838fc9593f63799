package io.cascade.openrouter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

import io.cascade.openrouter.AnswerState.Completeness;
import io.cascade.openrouter.AnswerState.Sign;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AnswerState}.
 */
class AnswerStateTests {

	private static String table() {
		StringBuilder table = new StringBuilder("| State | ");
		table.append(Arrays.stream(Sign.values()).map(Sign::words).collect(Collectors.joining(" | ")))
			.append(" | then the end |\n")
			.append("| --- ".repeat(Sign.values().length + 2))
			.append("|\n");
		for (AnswerState state : AnswerState.values()) {
			table.append("| ").append(state.id());
			for (Sign sign : Sign.values()) {
				table.append(" | ").append(state.on(sign).id());
			}
			table.append(" | ").append(state.completeness().name().toLowerCase(Locale.ROOT)).append(" |\n");
		}
		return table.toString();
	}

	@Test
	void documentShowsTheTable() throws IOException {
		assertThat(Files.readString(Path.of("..", "docs", "streams.md"))).contains(table());
	}

	@ParameterizedTest
	@EnumSource
	void nothingTurnsAHoleOrAnErrorIntoAnAnswer(Sign sign) {
		assertThat(AnswerState.BROKEN.on(sign).completeness()).isNotEqualTo(Completeness.COMPLETE);
		assertThat(AnswerState.FAILED.on(sign)).isEqualTo(AnswerState.FAILED);
	}

	@ParameterizedTest
	@EnumSource
	void onlyAnEndCompletes(AnswerState state) {
		assertThat(state.on(Sign.CONTENT).completeness() == Completeness.COMPLETE).isEqualTo(state == AnswerState.DONE);
		assertThat(state.on(Sign.ERROR).completeness() == Completeness.COMPLETE).isEqualTo(state == AnswerState.DONE);
	}

}
