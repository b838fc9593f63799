package io.cascade.test;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * The generations that can be looked up afterwards, of which the newest are kept.
 * Thread-safe.
 */
final class Generations {

	private static final int KEPT = 1_000;

	private final Map<String, Entry> entries = new LinkedHashMap<>();

	private final AtomicLong sequence = new AtomicLong();

	private int missesFirst = 1;

	String nextId(String prefix) {
		return "%s-%d-%06d".formatted(prefix, System.currentTimeMillis() / 1000, this.sequence.incrementAndGet());
	}

	synchronized void add(Generation generation) {
		if (this.entries.size() == KEPT) {
			this.entries.remove(this.entries.keySet().iterator().next());
		}
		this.entries.put(generation.id(), new Entry(generation, new AtomicInteger()));
	}

	synchronized @Nullable Generation find(String id) {
		Entry entry = this.entries.get(id);
		if (entry == null || entry.lookups().getAndIncrement() < this.missesFirst) {
			return null;
		}
		return entry.generation();
	}

	synchronized void missesFirst(int lookups) {
		this.missesFirst = lookups;
	}

	synchronized void reset() {
		this.entries.clear();
		this.missesFirst = 1;
	}

	private record Entry(Generation generation, AtomicInteger lookups) {

	}

}
