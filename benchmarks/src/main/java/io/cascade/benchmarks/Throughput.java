package io.cascade.benchmarks;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Counts bytes beside operations.
 */
@State(Scope.Thread)
@AuxCounters
public class Throughput {

	private static final double MEGA = 1_000_000;

	private long bytes;

	@Setup(Level.Iteration)
	public void reset() {
		this.bytes = 0;
	}

	/** Adds bytes that were read or written. */
	public void add(long count) {
		this.bytes += count;
	}

	/** The counter that the table shows, per second. */
	public double megabytes() {
		return this.bytes / MEGA;
	}

}
