package io.cascade.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;

/**
 * What this process has used up to now: CPU time with its collector and compiler, and
 * bytes allocated by all of its threads.
 *
 * @param cpu nanoseconds
 * @param allocated bytes
 * @param time nanoseconds of a clock that only goes on
 */
record Resources(long cpu, long allocated, long time) {

	private static final OperatingSystemMXBean PROCESS = ManagementFactory
		.getPlatformMXBean(OperatingSystemMXBean.class);

	private static final ThreadMXBean THREADS = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

	/** Nanoseconds between two looks at whether the process is idle. */
	private static final long STEP = 100_000_000;

	/** Nanoseconds of CPU in that time that an idle process may use. */
	private static final long IDLE = STEP / 20;

	private static final int LONGEST = 30;

	static Resources now() {
		long[] bytes = THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds());
		return new Resources(PROCESS.getProcessCpuTime(), Arrays.stream(bytes).filter((count) -> count > 0).sum(),
				System.nanoTime());
	}

	/** Waits until the compiler has no more to do, or for long enough. */
	static void settle() {
		long used = 0;
		for (int i = 0; i < LONGEST && (i == 0 || PROCESS.getProcessCpuTime() - used > IDLE); i++) {
			used = PROCESS.getProcessCpuTime();
			LockSupport.parkNanos(STEP);
		}
	}

	/**
	 * What is used when collections find nothing more: a first one leaves what waits for
	 * the queues of references.
	 */
	static long usedHeap() {
		long used = Long.MAX_VALUE;
		for (long next = collect(); next < used; next = collect()) {
			used = next;
			LockSupport.parkNanos(STEP);
		}
		return used;
	}

	private static long collect() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

}
