package io.cascade.exchange;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Which requests of a call have still to say what they did, and what waits for that. A
 * request may be in the middle of ending on one thread while another thread ends the
 * call; nobody blocks for the other, so who comes too early leaves behind what is to be
 * done. Thread-safe.
 */
final class Reports {

	/**
	 * How far a request is; one that is not there was never begun.
	 */
	private enum State {

		/** It has not ended. */
		UNDER_WAY,
		/** Its attempts are in the journal. */
		RECORDED,
		/** Everybody has heard of them. */
		TOLD

	}

	private final Map<Integer, State> requests = new HashMap<>(2);

	private final List<Waiting> waiting = new ArrayList<>(1);

	private boolean closed;

	/** Whether the request may begin: not after the end of the call was told. */
	synchronized boolean begin(int request) {
		if (!this.closed) {
			this.requests.put(request, State.UNDER_WAY);
		}
		return !this.closed;
	}

	void recorded(int request) {
		move(request, State.RECORDED);
	}

	void told(int request) {
		move(request, State.TOLD);
	}

	/** Does something as soon as the attempts of a request are in the journal. */
	void whenRecorded(int request, Runnable action) {
		when(new Waiting(request, State.RECORDED, action), false);
	}

	/** Does something as soon as those of all requests are. */
	void whenRecorded(Runnable action) {
		when(new Waiting(null, State.RECORDED, action), false);
	}

	/**
	 * Does something as soon as everybody has heard of all attempts. No request begins
	 * any more.
	 */
	void whenTold(Runnable action) {
		when(new Waiting(null, State.TOLD, action), true);
	}

	private void move(int request, State state) {
		List<Waiting> due = new ArrayList<>();
		synchronized (this) {
			this.requests.replace(request, state);
			for (Iterator<Waiting> all = this.waiting.iterator(); all.hasNext();) {
				Waiting next = all.next();
				if (isDue(next)) {
					all.remove();
					due.add(next);
				}
			}
		}
		due.forEach((ready) -> ready.action().run());
	}

	private void when(Waiting added, boolean last) {
		synchronized (this) {
			this.closed |= last;
			if (!isDue(added)) {
				this.waiting.add(added);
				return;
			}
		}
		added.action().run();
	}

	private boolean isDue(Waiting one) {
		return this.requests.entrySet()
			.stream()
			.filter((entry) -> one.request() == null || one.request().equals(entry.getKey()))
			.allMatch((entry) -> entry.getValue().compareTo(one.state()) >= 0);
	}

	/**
	 * What is to be done.
	 *
	 * @param request the request that it waits for, {@code null} for all of them
	 * @param state how far that has to be
	 * @param action does it
	 */
	private record Waiting(@Nullable Integer request, State state, Runnable action) {

	}

}
