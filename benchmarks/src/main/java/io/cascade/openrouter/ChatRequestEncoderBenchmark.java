package io.cascade.openrouter;

import java.util.concurrent.TimeUnit;

import io.cascade.benchmarks.Fixture;
import io.cascade.benchmarks.Throughput;
import io.cascade.exchange.Call;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Writing a request; an operation is a body.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class ChatRequestEncoderBenchmark {

	private final ChatRequestEncoder encoder = new ChatRequestEncoder(Fitting.NONE);

	private final Call call = Fixture.routed("google/gemini-2.5-flash", "openai/gpt-4.1-mini",
			"anthropic/claude-sonnet-4.5");

	@Benchmark
	public byte[] encode(Throughput throughput) {
		byte[] body = this.encoder.encode(this.call, true);
		throughput.add(body.length);
		return body;
	}

}
