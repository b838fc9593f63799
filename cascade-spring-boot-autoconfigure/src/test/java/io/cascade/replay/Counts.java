package io.cascade.replay;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * Outcomes of two models by how often each pair of answers occurred. Those of MMLU and
 * GSM8K are counted from the evaluation files of {@code lm-sys/RouteLLM}.
 */
final class Counts {

	static final Outcomes MMLU = outcomes("MMLU", 8818, 742, 2497, 1985);

	static final Outcomes GSM8K = outcomes("GSM8K", 747, 95, 383, 94);

	private Counts() {
	}

	static Outcomes outcomes(String title, int both, int weak, int strong, int neither) {
		return new Outcomes(title, List.of("weak", "strong"),
				Stream
					.of(questions(both, true, true), questions(weak, true, false), questions(strong, false, true),
							questions(neither, false, false))
					.flatMap(List::stream)
					.toList());
	}

	private static List<Question> questions(int count, boolean weak, boolean strong) {
		return Collections.nCopies(count, Question.of(List.of(weak, strong)));
	}

}
