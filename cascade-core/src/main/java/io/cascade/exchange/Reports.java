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

	/** By the index of the request, {@code null} for one that was never begun. */
	private @Nullable State[] requests = new State[2];

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
		if (this.waiting.isEmpty() || this.waiting.stream().noneMatch(this::isDue)) {
			return List.of();
		}
		List<Waiting> due = this.waiting.stream().filter(this::isDue).toList();
		this.waiting = this.waiting.stream().filter((one) -> !isDue(one)).toList();
		return due;
	}

	private void when(Waiting added, boolean last) {
		synchronized (this) {
			this.closed |= last;
			if (!isDue(added)) {
				this.waiting = Stream.concat(this.waiting.stream(), Stream.of(added)).toList();
				return;
			}
		}
		added.action().run();
	}

	private boolean isDue(Waiting one) {
		for (int request = 0; request < this.requests.length; request++) {
			State state = this.requests[request];
			boolean asked = one.request() == null || one.request() == request;
			if (asked && state != null && state.compareTo(one.state()) < 0) {
				return false;
			}
		}
		return true;
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
