package io.cascade.pricing;

import java.util.concurrent.TimeUnit;

import io.cascade.CascadeRequest;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Counting the tokens of a prompt; an operation is a whole prompt. Of one of 200 KB,
 * samples are counted. The tokenizer is loaded before.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class TokenCountBenchmark {

	private static final String PROSE = "The quarterly report, which 17 people had read by Monday, says little of costs. ";

	private final TokenizerCounter counter = TokenizerCounter.loadingOn(Runnable::run);

	@Param({ "2000", "8000", "200000" })
	private int length;

	@Param({ "prose", "run" })
	private String text = "prose";

	private CascadeRequest request = CascadeRequest.of("");

	@Setup
	public void prompt() {
		String unit = this.text.equals("prose") ? PROSE : "a";
		this.request = CascadeRequest.of(unit.repeat(1 + this.length / unit.length()).substring(0, this.length));
		count();
	}

	@Benchmark
	public Object count() {
		return this.counter.count(this.request);
	}

	@Benchmark
	public Object bounds() {
		return TokenizerCounter.bounds(this.request);
	}

}
