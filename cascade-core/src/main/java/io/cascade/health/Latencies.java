package io.cascade.health;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * The newest times to a first token. Not thread-safe.
 */
final class Latencies {

	private static final int SIZE = 256;

	private final long[] at = new long[SIZE];

	private final long[] millis = new long[SIZE];

	private final long length;

	private long added;

	Latencies(long length) {
		this.length = length;
	}

	void add(long now, long value) {
		int index = (int) (this.added++ % SIZE);
		this.at[index] = now;
		this.millis[index] = value;
	}

	void forget() {
		Arrays.fill(this.at, 0);
		Arrays.fill(this.millis, 0);
		this.added = 0;
	}

	/** By nearest rank; {@code null} if there is none that counts. */
	OutcomeCounts.@Nullable Percentiles percentiles(long now) {
		int known = (int) Math.min(this.added, SIZE);
		long[] sorted = new long[known];
		int count = 0;
		for (int i = 0; i < known; i++) {
			if (this.at[i] > now - this.length) {
				sorted[count++] = this.millis[i];
			}
		}
		if (count == 0) {
			return null;
		}
		Arrays.sort(sorted, 0, count);
		return new OutcomeCounts.Percentiles(sorted[rank(50, count)], sorted[rank(95, count)]);
	}

	private static int rank(int percent, int count) {
		return (int) Math.ceil(percent / 100.0 * count) - 1;
	}

}
