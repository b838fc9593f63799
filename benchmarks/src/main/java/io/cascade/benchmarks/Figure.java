package io.cascade.benchmarks;

import java.util.Locale;

/**
 * What is measured of each contender, round by round.
 */
enum Figure {

	/** CPU time of the process, with its collector and compiler, in nanoseconds. */
	CPU("CPU, µs", "%.1f", 1000),

	/** Bytes allocated by all threads. */
	ALLOCATED("allocated, B", "%.0f", 1),

	/** The time within which 99 calls of 100 end, in nanoseconds. */
	P99("p99, ms", "%.1f", 1_000_000),

	/** The median of the time to the first piece, in nanoseconds. */
	FIRST("first piece, µs", "%.0f", 1000),

	/** Answers a second. */
	RATE("answers/s", "%.0f", 1),

	/** Calls without an answer. */
	LOST("lost", "%.0f", 1),

	/** Heap of each open call, in bytes. */
	HEAP("heap, B", "%.0f", 1);

	private final String title;

	private final String format;

	private final double scale;

	Figure(String title, String format, double scale) {
		this.title = title;
		this.format = format;
		this.scale = scale;
	}

	String title() {
		return this.title;
	}

	/** Whether the figure is for a piece of the work, of which a call may have many. */
	boolean isDivided() {
		return this == CPU || this == ALLOCATED;
	}

	boolean isCompared() {
		return this != LOST;
	}

	String format(double value) {
		return String.format(Locale.ROOT, this.format, value / this.scale);
	}

}
