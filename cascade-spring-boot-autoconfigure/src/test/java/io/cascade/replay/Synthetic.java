package io.cascade.replay;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Questions that nobody asked: each has a difficulty, each model a skill and some luck,
 * so models tend to fail on the same ones.
 */
final class Synthetic {

	private static final long SEED = 2026;

	private static final int QUESTIONS = 2000;

	private static final double LUCK = 0.25;

	private Synthetic() {
	}

	static Outcomes outcomes(int models) {
		Random random = new Random(SEED);
		List<Question> questions = Stream.generate(() -> question(models, random)).limit(QUESTIONS).toList();
		return new Outcomes("synthetic", names(models), questions);
	}

	private static List<String> names(int models) {
		return (models == 2) ? List.of("weak", "strong")
				: IntStream.rangeClosed(1, models).mapToObj((model) -> "model " + model).toList();
	}

	private static Question question(int models, Random random) {
		double difficulty = random.nextDouble();
		return Question.of(IntStream.range(0, models)
			.mapToObj((model) -> skill(model, models) + LUCK * random.nextGaussian() > difficulty)
			.toList());
	}

	private static double skill(int model, int models) {
		return 0.65 + 0.2 * model / (models - 1);
	}

}
