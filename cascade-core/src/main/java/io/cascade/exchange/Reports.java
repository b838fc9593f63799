package io.cascade.exchange;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

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

	private static final int ALL = -1;

	/** By the index of the request, {@code null} for one that was never begun. */
	private @Nullable State[] requests = new State[1];

	private List<Waiting> waiting = List.of();

	private boolean closed;

	/** Whether the request may begin: not after the end of the call was told. */
	synchronized boolean begin(int request) {
		if (!this.closed) {
			this.requests = (request < this.requests.length) ? this.requests
					: Arrays.copyOf(this.requests, request + 4);
			this.requests[request] = State.UNDER_WAY;
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
		when(request, State.RECORDED, action);
	}

	/** Does something as soon as those of all requests are. */
	void whenRecorded(Runnable action) {
		when(ALL, State.RECORDED, action);
	}

	/**
	 * Does something as soon as everybody has heard of all attempts. No request begins
	 * any more.
	 */
	void whenTold(Runnable action) {
		close();
		when(ALL, State.TOLD, action);
	}

	private synchronized void close() {
		this.closed = true;
	}

	private void move(int request, State state) {
		List<Waiting> due;
		synchronized (this) {
			if (request < this.requests.length && this.requests[request] != null) {
				this.requests[request] = state;
			}
			due = due();
		}
		due.forEach((ready) -> ready.action().run());
	}

	private List<Waiting> due() {
		if (this.waiting.isEmpty()) {
			return List.of();
		}
		List<Waiting> due = this.waiting.stream().filter(this::isDue).toList();
		this.waiting = this.waiting.stream().filter((one) -> !isDue(one)).toList();
		return due;
	}

	private void when(int request, State state, Runnable action) {
		synchronized (this) {
			if (!isDue(request, state)) {
				Waiting added = new Waiting(request, state, action);
				this.waiting = Stream.concat(this.waiting.stream(), Stream.of(added)).toList();
				return;
			}
		}
		action.run();
	}

	private boolean isDue(Waiting one) {
		return isDue(one.request(), one.state());
	}

	private boolean isDue(int asked, State wanted) {
		for (int request = 0; request < this.requests.length; request++) {
			State state = this.requests[request];
			if ((asked == ALL || asked == request) && state != null && state.compareTo(wanted) < 0) {
				return false;
			}
		}
		return true;
	}

	/**
	 * What is to be done.
	 *
	 * @param request the request that it waits for, or {@link #ALL}
	 * @param state how far that has to be
	 * @param action does it
	 */
	private record Waiting(int request, State state, Runnable action) {

	}

}
