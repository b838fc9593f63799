package io.cascade.resilience;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What an answer costs: 1, 3 and 10 for the targets in order.
 */
final class Prices {

	private static final int[] PRICES = { 1, 3, 10 };

	private Prices() {
	}

	static int of(int number) {
		return PRICES[Math.min(number, PRICES.length - 1)];
	}

	static int cheapest(List<Behaviour> targets, Duration now) {
		return IntStream.range(0, targets.size())
			.filter((number) -> !targets.get(number).isDown(now))
			.map(Prices::of)
			.min()
			.orElseThrow();
	}

}
