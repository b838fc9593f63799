package io.cascade.resilience;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.cascade.Attempt;
import io.cascade.CallSettings;
import io.cascade.CascadeException;
import io.cascade.CascadeListener;
import io.cascade.CascadeOperations;
import io.cascade.CascadeRequest;
import io.cascade.CascadeResponse;
import io.cascade.Options;
import io.cascade.ProviderPreferences;
import io.cascade.Target;
import io.cascade.exchange.Chain;
import io.cascade.exchange.Chains;
import io.cascade.exchange.Compaction;
import io.cascade.exchange.Exchange;
import io.cascade.exchange.ExchangeOperations;
import io.cascade.exchange.Time;
import io.cascade.health.InMemoryCooldownStore;
import io.cascade.health.TargetAvailability;
import io.cascade.routing.PlanningContext;
import io.cascade.routing.RoutePlanner;
import io.cascade.routing.RoutingExchange;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.retry.RetryRegistry;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * The stages of a call with their defaults on virtual time, over simulated targets.
 */
final class Simulation implements AutoCloseable {

	static final long SEED = 2026;

	private static final CascadeRequest QUESTION = CascadeRequest.of("Why?");

	/** Longer than the deadline of a call. */
	private static final Duration UNTIL_ALL_ARE_OVER = Duration.ofMinutes(3);

	private final VirtualTimeScheduler scheduler = VirtualTimeScheduler.getOrSet();

	private final Random random;

	private final CircuitBreakerRegistry circuits = CircuitBreakerRegistry.ofDefaults();

	private final List<Behaviour> behaviours;

	private final CurrentAvailability availability;

	private final PrimaryWatch primary;

	private final CascadeOperations cascade;

	private int calls;

	private int answered;

	private int failed;

	private List<Attempt> lastFailure = List.of();

	private long cost;

	private long leastCost;

	Simulation(List<Behaviour> behaviours) {
		this(behaviours, SEED);
	}

	Simulation(List<Behaviour> behaviours, long seed) {
		this.random = new Random(seed);
		this.behaviours = behaviours;
		Time time = new Time(new VirtualClock(this.scheduler), this.scheduler);
		this.availability = new CurrentAvailability(
				new CurrentAvailability.Rules(CircuitRules.DEFAULTS, CooldownRules.DEFAULTS), this.circuits,
				new InMemoryCooldownStore(time), time, this.random::nextDouble, CascadeListener.NONE);
		this.primary = new PrimaryWatch(behaviours.get(0), this::isProbingPrimary);
		this.cascade = cascade(time);
	}

	private CascadeOperations cascade(Time time) {
		List<Target> targets = IntStream.range(0, this.behaviours.size()).mapToObj(FakeUpstream::target).toList();
		this.availability.register(targets);
		Chain chain = new Chain("test", targets, Options.none(), ProviderPreferences.none(), CallSettings.DEFAULTS, 0,
				List.of(), List.of());
		Chains chains = new Chains(List.of(chain), "test", List.of(targets.get(0).upstream()), 1000, (slug) -> null);
		return new ExchangeOperations(chains, stages(time), new RoutePlanner(PlanningContext.of(this.availability)),
				ExchangeOperations.Services.NONE);
	}

	private Exchange stages(Time time) {
		Exchange exchange = new FakeUpstream(this.behaviours, this.primary, this.scheduler, this.random);
		exchange = new CircuitExchange(exchange, this.availability);
		Retries retries = new Retries(RetryRegistry.ofDefaults(), this.random::nextDouble, (name) -> Set.of());
		exchange = new RetryExchange(exchange, retries, this.availability, time);
		exchange = new RoutingExchange(exchange, List.of(), PlanningContext.of(this.availability), time,
				Compaction.NONE);
		return new DeadlineExchange(exchange, new OpenCalls(), this.scheduler);
	}

	private boolean isProbingPrimary() {
		return this.circuits.circuitBreaker("cascade-test-model-0").getState() == CircuitBreaker.State.HALF_OPEN;
	}

	Outcome run(Duration length, Duration interval) {
		while (now().compareTo(length) < 0) {
			call();
			this.scheduler.advanceTimeBy(interval);
		}
		this.scheduler.advanceTimeBy(UNTIL_ALL_ARE_OVER);
		this.primary.returned(now());
		if (this.answered + this.failed != this.calls) {
			throw new IllegalStateException("Some calls have not ended");
		}
		return new Outcome(this.calls, this.answered, this.primary.wasted(), this.primary.worstProbes(),
				this.primary.worstReturn(), this.cost, this.leastCost);
	}

	private Duration now() {
		return Duration.ofNanos(this.scheduler.now(TimeUnit.NANOSECONDS));
	}

	private void call() {
		this.calls++;
		this.primary.look(now());
		int least = Prices.cheapest(this.behaviours, now());
		this.cascade.exchange(QUESTION).subscribe((response) -> answered(response, least), this::failed);
	}

	private void answered(CascadeResponse response, int least) {
		this.answered++;
		BigDecimal amount = Objects.requireNonNull(response.cost().amount());
		this.cost += amount.longValueExact();
		this.leastCost += least;
	}

	private void failed(Throwable failure) {
		this.failed++;
		this.lastFailure = ((CascadeException) failure).attempts();
	}

	/** The attempts of the last call that was not answered. */
	List<Attempt> lastFailure() {
		return this.lastFailure;
	}

	List<TargetAvailability> availability() {
		return this.availability.targets();
	}

	@Override
	public void close() {
		VirtualTimeScheduler.reset();
	}

}
