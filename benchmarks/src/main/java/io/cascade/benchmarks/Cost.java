package io.cascade.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.Arrays;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;

/**
 * What work has cost: CPU time of the whole process, with its collector and compiler, and
 * bytes allocated by all of its threads.
 *
 * @param cpu nanoseconds
 * @param allocated bytes
 */
record Cost(double cpu, double allocated) {

	private static final OperatingSystemMXBean PROCESS = ManagementFactory
		.getPlatformMXBean(OperatingSystemMXBean.class);

	private static final ThreadMXBean THREADS = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

	static Cost of(Contender contender, int calls, int concurrency) {
		Cost before = now();
		contender.run(calls, concurrency);
		Cost after = now();
		return new Cost((after.cpu - before.cpu) / calls, (after.allocated - before.allocated) / calls);
	}

	private static Cost now() {
		long[] bytes = THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds());
		return new Cost(PROCESS.getProcessCpuTime(), Arrays.stream(bytes).filter((count) -> count > 0).sum());
	}

}
