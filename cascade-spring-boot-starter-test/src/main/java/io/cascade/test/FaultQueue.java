package io.cascade.test;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Faults waiting for their turn. Thread-safe.
 */
final class FaultQueue {

	private final Deque<Fault> waiting = new ArrayDeque<>();

	private int struck;

	synchronized void replace(List<Fault> faults) {
		clear();
		boolean alone = faults.size() == 1;
		faults.stream()
			.map((fault) -> fault.times(fault.times(alone)))
			.filter((fault) -> fault.times(alone) > 0)
			.forEach(this.waiting::add);
	}

	synchronized void clear() {
		this.waiting.clear();
		this.struck = 0;
	}

	synchronized @Nullable Fault next() {
		Fault fault = this.waiting.peek();
		if (fault != null && fault.times(true) != Integer.MAX_VALUE && ++this.struck >= fault.times(true)) {
			this.waiting.remove();
			this.struck = 0;
		}
		return fault;
	}

	synchronized List<Fault> remaining() {
		return List.copyOf(this.waiting);
	}

}
