package io.cascade;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What happened in one call. The attempts are append-only and thread-safe, and outlive a
 * cancelled call.
 */
public final class Journal {

	private final List<Attempt> attempts = new CopyOnWriteArrayList<>();

	private final AtomicInteger hops = new AtomicInteger();

	private final AnswerFold received = new AnswerFold();

	/**
	 * What the caller has received so far. Written by {@link CascadeTemplate} only, and
	 * read while no chunk is on its way.
	 * @return the answer so far
	 */
	public AnswerFold received() {
		return this.received;
	}

	/**
	 * Counts an HTTP request that is about to be sent.
	 * @return its {@link Hop#index() index}
	 */
	public int nextHop() {
		return this.hops.getAndIncrement();
	}

	/**
	 * How many HTTP requests were sent so far, tries and hedges included.
	 * @return the number
	 */
	public int hops() {
		return this.hops.get();
	}

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
