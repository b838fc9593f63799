package io.cascade.observation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.cascade.Attempt;
import io.cascade.CascadeChunk;
import io.cascade.CascadeListener;
import io.cascade.Hop;
import io.cascade.Target;
import io.cascade.Usage;
import io.cascade.benchmarks.Fixture;
import io.cascade.budget.SpendTotals;
import io.cascade.exchange.Call;
import io.cascade.exchange.Exchange;
import io.cascade.exchange.GuardedListeners;
import io.cascade.exchange.Time;
import io.cascade.health.Evidence;
import io.cascade.health.HealthRules;
import io.cascade.pricing.PriceList;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
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
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * What it costs to tell of a call with hops of one attempt and two chunks each, beside
 * the same call of which nobody is told. An operation is a call.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class ObservationBenchmark {

	private static final CascadeChunk TEXT = new CascadeChunk.Text("Hello");

	/** Nobody is told; health alone; health, meters and observations. */
	@Param({ "nobody", "health", "registry" })
	public String told = "";

	/** How many requests a call takes. */
	@Param({ "1", "3" })
	public int hops;

	private Exchange exchange = (call) -> Flux.empty();

	private final Call routed = Fixture.routed("a/x", "b/y");

	@Setup
	public void build() {
		List<Target> targets = this.routed.chain().targets();
		KnownTargets known = new KnownTargets(targets);
		Evidence evidence = new Evidence(targets, List.of(), HealthRules.DEFAULTS, Clock.systemUTC());
		MeterRegistry meters = new SimpleMeterRegistry();
		meters.config().meterFilter(new CascadeMeterFilter());
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(handler(meters));
		boolean all = this.told.equals("registry");
		Observations observations = new Observations(all ? registry : ObservationRegistry.NOOP, known,
				Observations.Conventions.DEFAULTS);
		List<CascadeListener> listeners = all ? List.of(evidence, new CascadeMeters(meters, known, PriceList.empty(),
				new SpendTotals(List.of(), List.of(), Instant.EPOCH))) : List.of(evidence);
		Exchange walk = walk(HopObservationExchange.create(this::answer, observations));
		this.exchange = this.told.equals("nobody") ? walk
				: new ObservationExchange(walk, observations, new GuardedListeners(() -> listeners),
						new CallLog(new Time(Clock.systemUTC(), Schedulers.parallel())), false);
	}

	/** As Spring Boot and the auto-configuration put them together. */
	private static ObservationHandler<Observation.Context> handler(MeterRegistry meters) {
		DefaultMeterObservationHandler usual = new DefaultMeterObservationHandler(meters);
		return new FirstMatchingCompositeObservationHandler(List.of(new ObservedMeters(meters, usual), usual));
	}

	private Exchange walk(Exchange next) {
		return (call) -> Flux.range(0, this.hops).concatMap((i) -> next.exchange(call.withHop(sent(call))));
	}

	private Hop sent(Call call) {
		return this.routed.hop().withIndex(call.journal().nextHop(Hop.Cause.FIRST));
	}

	private Flux<CascadeChunk> answer(Call call) {
		return Flux.defer(() -> {
			Target first = call.hop().first();
			Attempt attempt = first.attempt(call.hop().index(), Attempt.Outcome.ANSWERED)
				.withProvider("Google")
				.withStatus(200)
				.withElapsed(Duration.ofMillis(20))
				.withTimeToFirstToken(Duration.ofMillis(10))
				.withUsage(new Usage(10L, 20L, 30L, null, null, null))
				.withGenerationId("gen-1");
			call.journal().add(List.of(attempt));
			return Flux.just(TEXT, TEXT);
		});
	}

	@Benchmark
	public @Nullable Object call() {
		return this.exchange.exchange(Fixture.call("a/x", "b/y")).blockLast();
	}

}
