package io.cascade.health;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.cascade.Target;
import io.cascade.exchange.Forgetful;

/**
 * Which targets report why their streams end. One that does so and then ends without a
 * word has most likely lost the rest of the answer. Three such ends in a row are a habit
 * of their own, and are believed from then on. Thread-safe.
 */
public final class FinishHabits implements Forgetful {

	private static final int MAX_TARGETS = 1_000;

	private static final int HABIT = 3;

	/** How often in a row those that report their reasons have reported none. */
	private final Map<String, Integer> missed = new ConcurrentHashMap<>();

	/**
	 * A stream of the target ended with a finish reason.
	 * @param target the target
	 */
	public void told(Target target) {
		Integer before = this.missed.get(target.id());
		boolean isNews = (before != null) ? before > 0 : this.missed.size() < MAX_TARGETS;
		if (isNews) {
			this.missed.put(target.id(), 0);
		}
	}

	/**
	 * A stream of the target ended without a finish reason.
	 * @param target the target
	 * @return {@code true} if it reports one otherwise
	 */
	public boolean misses(Target target) {
		return this.missed.computeIfPresent(target.id(),
				(id, times) -> (times + 1 < HABIT) ? Integer.valueOf(times + 1) : null) != null;
	}

	/**
	 * Forgets what is known of a target.
	 * @param target the target
	 */
	public void forget(Target target) {
		this.missed.remove(target.id());
	}

	@Override
	public void forget() {
		this.missed.clear();
	}

}
