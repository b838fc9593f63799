package io.cascade.stress;

import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The race finds what it is made to find.
 */
class RaceTests {

	@Test
	void findsTheUpdateThatIsLost() {
		Map<String, Integer> outcomes = Race.of(20_000).run(Lost::new);
		assertThat(outcomes).containsKeys("1", "2");
	}

	@Test
	void namesTheRoundThatBreaksItsInvariant() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> Race.of(10).run(Broken::new))
			.withMessageContaining("round 0 of")
			.withMessageContaining("seed");
	}

	@Test
	void tellsOfAFailureOnTheOtherSide() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> Race.of(10).run(Failing::new))
			.withRootCauseInstanceOf(IllegalStateException.class);
	}

	private static class Lost implements Race.Round {

		private final AtomicInteger count = new AtomicInteger();

		Lost(Random random) {
		}

		@Override
		public void one() {
			this.count.set(this.count.get() + 1);
		}

		@Override
		public void other() {
			this.count.set(this.count.get() + 1);
		}

		@Override
		public String outcome() {
			return this.count.toString();
		}

	}

	private static final class Broken extends Lost {

		Broken(Random random) {
			super(random);
		}

		@Override
		public String outcome() {
			throw new AssertionError("never");
		}

	}

	private static final class Failing extends Lost {

		Failing(Random random) {
			super(random);
		}

		@Override
		public void other() {
			throw new IllegalStateException("on the other side");
		}

	}

}
