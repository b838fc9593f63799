package io.cascade.openrouter;

import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.cascade.CascadeChunk;
import io.cascade.benchmarks.Fixture;
import io.cascade.benchmarks.Recording;
import io.cascade.benchmarks.Throughput;
import io.cascade.exchange.Call;
import io.cascade.health.FinishHabits;
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
 * From the bytes of a stream to chunks; an operation is an event of about 330 bytes.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class AnswerReaderBenchmark {

	private static final int LIMIT = 1024 * 1024;

	private final Call call = Fixture.routed("google/gemini-2.5-flash", "openai/gpt-4.1-mini");

	private final UpstreamSettings settings = new UpstreamSettings(Fixture.OPENROUTER,
			URI.create("https://openrouter.ai/api/v1"), null, Map.of(), LIMIT, LIMIT);

	private final FinishHabits habits = new FinishHabits();

	private final FailureFactory failures = new FailureFactory("openrouter", this.call, new Redaction(null),
			Clock.systemUTC());

	@Benchmark
	@OperationsPerInvocation(Recording.CHUNKS)
	public CascadeChunk read(Packets packets, Throughput throughput, Blackhole blackhole) {
		AnswerReader reader = new AnswerReader(this.call, this.settings, this.habits, this.failures, System::nanoTime);
		packets.forEach((buffer) -> reader.read(buffer, blackhole::consume));
		throughput.add(packets.size());
		return reader.complete(blackhole::consume);
	}

}
