package io.cascade.benchmarks;

import java.io.IOException;

/**
 * What a start took.
 *
 * @param beans how many beans are defined
 * @param context until the context was refreshed, in milliseconds from the beginning of
 * {@code SpringApplication.run}
 * @param process until then, in milliseconds from the start of the process
 */
record Started(int beans, double context, double process) {

	private static final double MILLI = 1_000_000;

	static Started read(Fork fork) throws IOException {
		return new Started(fork.told(), fork.in().readLong() / MILLI, fork.in().readLong() / MILLI);
	}

}
