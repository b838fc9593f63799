package io.cascade.quality;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.cascade.AnswerBinder;
import io.cascade.AnswerFold;
import io.cascade.AnswerGate;
import io.cascade.Attempt;
import io.cascade.CascadeChunk;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.Ruling;
import io.cascade.benchmarks.Fixture;
import io.cascade.exchange.Call;
import io.cascade.exchange.Callbacks;
import io.cascade.exchange.Exchange;
import io.cascade.exchange.GuardedListeners;
import io.cascade.exchange.Time;
import io.cascade.exchange.Workers;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.ParameterizedTypeReference;

/**
 * What it costs to read an answer of 2 KB as JSON, to validate it, and to bind it as
 * well; and what a stage of gates costs a call that has none. An operation is an answer.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class SchemaGateBenchmark {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private static final CascadeChunk.End END = CascadeChunk.End.of(Attempt.of(0, "a/x", Attempt.Outcome.ANSWERED),
			"stop");

	private final CascadeResponse answer = answer();

	private final Call routed = Fixture.routed("a/x", "b/y");

	private final Call asking = this.routed.withRequest(
			new JsonAnswers(MAPPER).ask(CascadeRequest.of("Why?"), ParameterizedTypeReference.forType(Invoice.class)));

	private final AnswerGate json = JsonGates.json();

	private final AnswerGate schema = JsonGates.schema();

	private final AnswerGate entity = new EntityGate(
			new Binding(MAPPER, new TypeSchemas(MAPPER).of(Invoice.class), Callbacks.of(AnswerBinder.class)));

	private final Exchange next = (call) -> Flux.just(END);

	private final Exchange gates = new GateExchange(this.next, new GuardedListeners(List::of),
			new Time(Clock.systemUTC(), Schedulers.parallel()), Workers.NONE, Callbacks.of(AnswerGate.class));

	private static CascadeResponse answer() {
		Line line = new Line("Something that was bought, and needs some words", 12, new BigDecimal("19.90"));
		Invoice invoice = new Invoice("2026-0042", LocalDate.of(2026, 1, 31), Collections.nCopies(22, line));
		AnswerFold fold = new AnswerFold();
		fold.add(new CascadeChunk.Text(MAPPER.writeValueAsString(invoice)));
		fold.add(END);
		return fold.complete();
	}

	/**
	 * Whether the answer is JSON.
	 * @return the ruling
	 */
	@Benchmark
	public Ruling isJson() {
		return Objects.requireNonNull(this.json.judge(this.asking.request(), this.answer).block());
	}

	/**
	 * Whether the answer is valid against the schema of the request, looked up in the
	 * cache.
	 * @return the ruling
	 */
	@Benchmark
	public Ruling isValid() {
		return Objects.requireNonNull(this.schema.judge(this.asking.request(), this.answer).block());
	}

	/**
	 * Whether the answer is valid and can be bound.
	 * @return the ruling
	 */
	@Benchmark
	public Ruling isEntity() {
		return Objects.requireNonNull(this.entity.judge(this.asking.request(), this.answer).block());
	}

	/**
	 * A hop without the stage of gates.
	 * @return the last piece
	 */
	@Benchmark
	public @Nullable CascadeChunk withoutStage() {
		return this.next.exchange(this.routed).blockLast();
	}

	/**
	 * A hop through the stage of gates that has none to ask.
	 * @return the last piece
	 */
	@Benchmark
	public @Nullable CascadeChunk withoutGate() {
		return this.gates.exchange(this.routed).blockLast();
	}

	/**
	 * An answer.
	 *
	 * @param number its number
	 * @param due when it is due
	 * @param lines what was bought
	 */
	record Invoice(String number, LocalDate due, List<Line> lines) {

	}

	/**
	 * A line of it.
	 *
	 * @param item what was bought
	 * @param count how many
	 * @param price for one
	 */
	record Line(String item, int count, BigDecimal price) {

	}

}
