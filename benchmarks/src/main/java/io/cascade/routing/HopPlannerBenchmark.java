package io.cascade.routing;

import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.cascade.benchmarks.Fixture;
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
 * Planning a call over ten targets; an operation is a whole plan of four hops.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class HopPlannerBenchmark {

	private final Call call = Fixture
		.call(IntStream.range(0, 10).mapToObj((number) -> "author/model-" + number).toArray(String[]::new));

	@Benchmark
	public Object plan() {
		return HopPlanner.hops(this.call, this.call.chain().targets(), (target) -> false);
	}

}
