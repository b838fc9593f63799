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

	/** Whether the fault in front has struck at all. */
	private boolean used;

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
		this.used = false;
	}

	synchronized @Nullable Fault next() {
		Fault fault = this.waiting.peek();
		this.used = true;
		if (fault != null && fault.times(true) != Integer.MAX_VALUE && ++this.struck >= fault.times(true)) {
			this.waiting.remove();
			this.struck = 0;
			this.used = false;
		}
		return fault;
	}

	/** Those that have not struck, or not as often as they say. */
	synchronized List<Fault> unused() {
		Fault first = this.waiting.peek();
		boolean lasting = first != null && first.times(true) == Integer.MAX_VALUE && this.used;
		return this.waiting.stream().skip(lasting ? 1 : 0).toList();
	}

	synchronized List<Fault> remaining() {
		return List.copyOf(this.waiting);
	}

}
