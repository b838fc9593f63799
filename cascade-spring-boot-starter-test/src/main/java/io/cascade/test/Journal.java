package io.cascade.test;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The requests seen, of which the newest are kept. Thread-safe.
 */
final class Journal {

	private static final int KEPT = 10_000;

	private final Deque<RecordedRequest> requests = new ArrayDeque<>();

	synchronized void add(RecordedRequest request) {
		if (this.requests.size() == KEPT) {
			this.requests.removeFirst();
		}
		this.requests.addLast(request);
	}

	synchronized List<RecordedRequest> all() {
		return List.copyOf(this.requests);
	}

	synchronized @Nullable RecordedRequest last() {
		return this.requests.peekLast();
	}

	synchronized void clear() {
		this.requests.clear();
	}

}
