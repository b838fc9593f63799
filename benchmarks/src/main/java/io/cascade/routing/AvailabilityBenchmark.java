package io.cascade.routing;

import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.cascade.CascadeListener;
import io.cascade.Target;
import io.cascade.benchmarks.Fixture;
import io.cascade.exchange.Call;
import io.cascade.exchange.Time;
import io.cascade.health.InMemoryCooldownStore;
import io.cascade.resilience.CircuitRules;
import io.cascade.resilience.CooldownRules;
import io.cascade.resilience.CurrentAvailability;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import reactor.core.scheduler.Schedulers;

/**
 * Deciding on the next hop of a call over ten targets by how they stand: the hop, or who
 * is back first where nobody may be asked.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class AvailabilityBenchmark {

	/** Of ten circuits. */
	@Param({ "0", "9", "10" })
	private int open;

	private final Call call = Fixture
		.call(IntStream.range(0, 10).mapToObj((number) -> "author/model-" + number).toArray(String[]::new));

	private final CircuitBreakerRegistry circuits = CircuitBreakerRegistry.ofDefaults();

	private final Time time = new Time(Clock.systemUTC(), Schedulers.parallel());

	private final CurrentAvailability availability = new CurrentAvailability(
			new CurrentAvailability.Rules(CircuitRules.DEFAULTS, CooldownRules.DEFAULTS), this.circuits,
			new InMemoryCooldownStore(this.time), this.time, () -> 0, CascadeListener.NONE);

	private final PlanningContext planning = PlanningContext.of(this.availability);

	@Setup(Level.Iteration)
	public void openCircuits() {
		List<Target> targets = this.call.chain().targets();
		this.availability.register(targets);
		targets.stream().limit(this.open).forEach(this::open);
	}

	/** A circuit stays open for longer than an iteration. */
	private void open(Target target) {
		String name = "cascade-" + target.id().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
		this.circuits.circuitBreaker(name).reset();
		this.circuits.circuitBreaker(name).transitionToOpenState();
	}

	@Benchmark
	public @Nullable Object decide() {
		Candidates candidates = new Candidates(this.call, this.planning, true);
		List<Target> askable = candidates.askable();
		return askable.isEmpty() ? candidates.firstBack()
				: HopPlanner.hop(this.call, askable, 0, this.availability::isCounted);
	}

}
