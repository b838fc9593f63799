package io.cascade.stress;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Does two things at the same moment, again and again, in the manner of jcstress: a
 * barrier that spins lets both go, one of them after a pause that the seed decides, and
 * after each round an invariant is looked at.
 * <p>
 * {@code -Dcascade.stress=50} makes fifty times as many rounds, {@code -Dcascade.seed=7}
 * other pauses.
 */
public final class Race {

	private static final int FACTOR = Integer.getInteger("cascade.stress", 1);

	private static final long SEED = Long.getLong("cascade.seed", 42);

	private final Random random = new Random(SEED);

	private final int rounds;

	private final int longestPause;

	private Race(int rounds, int longestPause) {
		this.rounds = rounds;
		this.longestPause = longestPause;
	}

	/**
	 * So many rounds.
	 * @param rounds how many in the default build
	 * @return the race
	 */
	public static Race of(int rounds) {
		return new Race(rounds * FACTOR, 200);
	}

	/**
	 * Lets one side wait for longer, so that it meets an action that takes long in its
	 * middle.
	 * @param spins the longest pause; a spin takes some nanoseconds
	 * @return the race
	 */
	public Race withPausesUpTo(int spins) {
		return new Race(this.rounds, spins);
	}

	/**
	 * Runs the rounds; the first one that breaks its invariant ends them.
	 * @param make makes a round; the numbers are the seed's
	 * @return how often each outcome was seen
	 */
	public Map<String, Integer> run(Function<Random, ? extends Round> make) {
		Map<String, Integer> outcomes = new TreeMap<>();
		for (int number = 0; number < this.rounds; number++) {
			outcomes.merge(outcome(number, make.apply(this.random)), 1, Integer::sum);
		}
		return outcomes;
	}

	private String outcome(int number, Round round) {
		try {
			meet(round);
			return round.outcome();
		}
		catch (Exception | AssertionError ex) {
			throw new AssertionError("round %d of %d, seed %d".formatted(number, this.rounds, SEED), ex);
		}
	}

	private void meet(Round round) throws Exception {
		int pause = this.random.nextInt(2 * this.longestPause + 1) - this.longestPause;
		AtomicInteger there = new AtomicInteger();
		SecondThread.run(() -> act(there, pause, round::one), () -> act(there, -pause, round::other));
	}

	private static void act(AtomicInteger there, int pause, Action action) throws Exception {
		there.incrementAndGet();
		for (int spin = 0; there.get() < 2; spin++) {
			SecondThread.spin(spin);
		}
		for (int spin = 0; spin < pause; spin++) {
			Thread.onSpinWait();
		}
		action.run();
	}

	/**
	 * Two actions on something fresh.
	 */
	public interface Round {

		/**
		 * One of the actions.
		 * @throws Exception breaks the race
		 */
		void one() throws Exception;

		/**
		 * The other one, by another thread.
		 * @throws Exception breaks the race
		 */
		void other() throws Exception;

		/**
		 * Looks at what came of it when both are done; fails where that must not be.
		 * @return a word for what was seen, to be counted
		 * @throws Exception breaks the race
		 */
		String outcome() throws Exception;

	}

	/**
	 * One side of a round.
	 */
	@FunctionalInterface
	interface Action {

		void run() throws Exception;

	}

}
