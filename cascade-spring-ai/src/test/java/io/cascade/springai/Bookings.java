package io.cascade.springai;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

import org.springframework.ai.tool.annotation.Tool;
import org.springframework.ai.tool.annotation.ToolParam;

/**
 * Tools with effects that can be counted, and one that fails.
 */
final class Bookings {

	private final Map<Integer, AtomicInteger> effects = new ConcurrentHashMap<>();

	private final IntConsumer booked;

	Bookings(IntConsumer booked) {
		this.booked = booked;
	}

	@Tool(description = "Books a day")
	String book(@ToolParam(description = "the day, from 1") int day) {
		this.effects.computeIfAbsent(day, (key) -> new AtomicInteger()).incrementAndGet();
		this.booked.accept(day);
		return "booked " + day;
	}

	@Tool(description = "Pays a day")
	String pay(@ToolParam(description = "the day, from 1") int day) {
		if (day > 0) {
			throw new IllegalStateException("the card of day " + day + " was declined");
		}
		return "paid " + day;
	}

	int done() {
		return this.effects.size();
	}

	int repeated() {
		return this.effects.values().stream().mapToInt((count) -> count.get() - 1).sum();
	}

}
