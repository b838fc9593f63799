package io.cascade;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The attempts of one call, append-only and thread-safe. It outlives a cancelled call.
 */
public final class Journal {

	private final List<Attempt> attempts = new CopyOnWriteArrayList<>();

	/**
	 * Appends attempts in the order in which they happened.
	 * @param happened the attempts
	 */
	public void add(List<Attempt> happened) {
		this.attempts.addAll(happened);
	}

	/**
	 * All attempts so far.
	 * @return an immutable copy, oldest first
	 */
	public List<Attempt> attempts() {
		return List.copyOf(this.attempts);
	}

	/**
	 * The attempts of one hop so far.
	 * @param hop the {@link Hop#index() index} of the hop
	 * @return an immutable copy, oldest first
	 */
	public List<Attempt> attempts(int hop) {
		return this.attempts.stream().filter((attempt) -> attempt.hop() == hop).toList();
	}

}
