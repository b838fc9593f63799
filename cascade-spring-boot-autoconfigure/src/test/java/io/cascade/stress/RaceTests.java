package io.cascade.stress;

import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The race finds what it is made to find.
 */
class RaceTests {

	@Test
	void findsTheUpdateThatIsLost() {
		Map<String, Integer> outcomes = Race.of(500).run(Lost::new);
		assertThat(outcomes).containsKey("1");
	}

	@Test
	void namesTheRoundThatBreaksItsInvariant() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> Race.of(10).run(Broken::new))
			.withMessageContaining("round 0 of")
			.withMessageContaining("seed");
	}

	@Test
	void reportsAFailureOnTheOtherSide() {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> Race.of(10).run(Failing::new))
			.withRootCauseInstanceOf(IllegalStateException.class);
	}

	private static class Lost implements Race.Round {

		private final AtomicInteger count = new AtomicInteger();

		Lost(Random random) {
		}

		/** The pause lets the two meet on a machine that is busy elsewhere, too. */
		private void add() {
			int before = this.count.get();
			LockSupport.parkNanos(20_000);
			this.count.set(before + 1);
		}

		@Override
		public void one() {
			add();
		}

		@Override
		public void other() {
			add();
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
