package io.cascade.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What one round of a contender gave.
 *
 * @param perSecond calls in a second, with 64 connections
 * @param p50 microseconds of a call alone, at the median
 * @param p99 the same at the 99th percentile
 * @param cpuPerCall microseconds of CPU that a call took
 * @param cpuPerChunk the same by the chunk
 */
record GatewayFigures(double perSecond, double p50, double p99, double cpuPerCall, double cpuPerChunk) {

	private static final int CONNECTIONS = 64;

	private static final double MICROS_PER_TICK = 10_000;

	static GatewayFigures of(GatewayLane lane, GatewayContender contender, LoadClient load) throws IOException {
		long ticks = contender.cpuTicks();
		long began = System.nanoTime();
		load.run(contender.port(), contender.request(), CONNECTIONS, lane.calls());
		double seconds = (System.nanoTime() - began) / 1e9;
		double cpu = (contender.cpuTicks() - ticks) * MICROS_PER_TICK / lane.calls();
		long[] alone = load.run(contender.port(), contender.request(), 1, lane.calls() / 10);
		return new GatewayFigures(lane.calls() / seconds, alone[alone.length / 2] / 1e3,
				alone[alone.length * 99 / 100] / 1e3, cpu, cpu / lane.chunks());
	}

	static String median(List<GatewayFigures> rounds) {
		return String.format(Locale.ROOT,
				"%8.0f calls/s   p50 %7.0f µs   p99 %7.0f µs   CPU a call %7.1f µs   a chunk %5.2f µs",
				median(rounds, GatewayFigures::perSecond), median(rounds, GatewayFigures::p50),
				median(rounds, GatewayFigures::p99), median(rounds, GatewayFigures::cpuPerCall),
				median(rounds, GatewayFigures::cpuPerChunk));
	}

	private static double median(List<GatewayFigures> rounds, ToDoubleFunction<GatewayFigures> figure) {
		double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
		return sorted[sorted.length / 2];
	}

}
