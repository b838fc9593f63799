package io.cascade.openrouter;

import java.util.concurrent.TimeUnit;

import io.cascade.benchmarks.Recording;
import io.cascade.benchmarks.Throughput;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Finding events in bytes; an operation is an event of about 330 bytes.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class SseDecoderBenchmark {

	private static final int LIMIT = 1024 * 1024;

	@Benchmark
	@OperationsPerInvocation(Recording.CHUNKS)
	public void decode(Packets packets, Throughput throughput, Blackhole blackhole) {
		SseDecoder decoder = new SseDecoder(LIMIT, (bytes, start, end, name) -> blackhole.consume(end - start));
		packets.forEach(decoder::decode);
		throughput.add(packets.size());
	}

}
