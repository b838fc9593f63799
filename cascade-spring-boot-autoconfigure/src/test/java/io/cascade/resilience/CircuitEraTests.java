package io.cascade.resilience;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.cascade.CascadeListener;
import io.cascade.exchange.Time;
import io.cascade.resilience.Circuit.Permit;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.StateTransition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A circuit and the changes of its breaker, which are heard of late and in any order.
 * {@code -Dcascade.outages=3000} tries more outages.
 */
class CircuitEraTests {

	private static final int OUTAGES = Integer.getInteger("cascade.outages", 300);

	private static final int CALLERS = 8;

	private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(Circuit.class);

	private final Throwable failure = new IllegalStateException("down");

	private final Time time = new Time(Clock.systemUTC(), Schedulers.parallel());

	private Circuit circuit = circuit(breaker(Duration.ofMillis(1)));

	private CircuitBreaker breaker(Duration open) {
		CircuitRules rules = new CircuitRules(true, 50, Duration.ofSeconds(15), 80, 20, 5, open, open, 2,
				Duration.ZERO);
		return CircuitBreaker.of("circuit", rules.toConfig(new SteadyClock(this.time)));
	}

	private Circuit circuit(CircuitBreaker breaker) {
		return new Circuit("a/a", breaker, this.time, CascadeListener.NONE);
	}

	@BeforeEach
	void logLess() {
		LOGGER.setLevel(Level.ERROR);
	}

	@AfterEach
	void logAgain() {
		LOGGER.setLevel(null);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	@DisplayName("P02 A probe that begins before the half-open state is heard of counts")
	void countsAProbeThatIsFasterThanTheNews(boolean well) {
		CircuitBreaker breaker = breaker(Duration.ofMillis(1));
		List<Permit> early = new ArrayList<>();
		breaker.getEventPublisher().onStateTransition((event) -> {
			if (event.getStateTransition() == StateTransition.OPEN_TO_HALF_OPEN) {
				Permit permit = this.circuit.acquire();
				assertThat(permit).isNotNull();
				early.add(permit);
			}
		});
		this.circuit = circuit(breaker);
		breaker.transitionToOpenState();
		LockSupport.parkNanos(Duration.ofMillis(3).toNanos());
		Permit first = this.circuit.acquire();
		assertThat(first).isNotNull();
		assertThat(early).singleElement().returns(true, Permit::isProbe);
		first.succeeded(Duration.ZERO);
		settle(early.get(0), well);
		assertThat(breaker.getState()).isEqualTo(well ? State.CLOSED : State.OPEN);
	}

	@Test
	@DisplayName("P02 A probe that is given back before the half-open state is heard of leaves its place to another")
	void takesBackAProbeThatIsFasterThanTheNews() {
		CircuitBreaker breaker = breaker(Duration.ofMillis(1));
		breaker.getEventPublisher().onStateTransition((event) -> {
			Permit permit = (breaker.getState() == State.HALF_OPEN) ? this.circuit.acquire() : null;
			if (permit != null) {
				permit.release();
			}
		});
		this.circuit = circuit(breaker);
		breaker.transitionToOpenState();
		LockSupport.parkNanos(Duration.ofMillis(3).toNanos());
		assertThat(this.circuit.acquire()).isNotNull();
		assertThat(this.circuit.acquire()).isNotNull();
		assertThat(this.circuit.acquire()).isNull();
	}

	@Test
	@DisplayName("P02 What began before a change says nothing about now")
	void leavesOutWhatBeganBefore() {
		Permit before = this.circuit.acquire();
		assertThat(before).isNotNull();
		this.circuit.breaker().transitionToOpenState();
		this.circuit.breaker().transitionToHalfOpenState();
		before.failed(Duration.ZERO, this.failure);
		before.release();
		assertThat(this.circuit.breaker().getMetrics().getNumberOfBufferedCalls()).isZero();
		assertThat(this.circuit.acquire()).isNotNull();
		assertThat(this.circuit.acquire()).isNotNull();
		assertThat(this.circuit.acquire()).as("its permit was none of this state").isNull();
	}

	@Test
	@DisplayName("P02 A permit that overrules the circuit gives none back")
	void givesNothingBackThatWasForced() {
		this.circuit.breaker().transitionToOpenState();
		this.circuit.breaker().transitionToHalfOpenState();
		for (int i = 0; i < 5; i++) {
			this.circuit.force().release();
		}
		assertThat(this.circuit.acquire()).isNotNull();
		assertThat(this.circuit.acquire()).isNotNull();
		assertThat(this.circuit.acquire()).isNull();
	}

	@Test
	@DisplayName("P02 Whatever becomes of the probes, nothing is half-open for longer than 2 minutes")
	void hasANetBelow() {
		assertThat(this.circuit.breaker().getCircuitBreakerConfig().getMaxWaitDurationInHalfOpenState())
			.isEqualTo(Duration.ofMinutes(2));
	}

	@Test
	@DisplayName("P02 However many calls run when an outage ends, its circuit closes again")
	void closesAfterEveryOutage() throws Exception {
		ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
		try {
			for (int outage = 0; outage < OUTAGES; outage++) {
				runAll(callers, outage);
				assertThat(this.circuit.state()).as("outage %d", outage).isEqualTo("closed");
			}
		}
		finally {
			callers.shutdownNow();
		}
	}

	/** All fail until it is open, then all succeed until it is closed. */
	private void runAll(ExecutorService callers, int outage) throws Exception {
		AtomicBoolean down = new AtomicBoolean(true);
		AtomicReference<State> wanted = new AtomicReference<>(State.CLOSED);
		long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
		List<Future<?>> running = new ArrayList<>();
		for (int caller = 0; caller < CALLERS; caller++) {
			int odd = outage + caller;
			running.add(callers.submit(() -> {
				while ((down.get() || this.circuit.breaker().getState() != wanted.get()) && System.nanoTime() < until) {
					down.compareAndSet(true, this.circuit.breaker().getState() == State.CLOSED);
					Permit permit = this.circuit.acquire();
					if (permit != null) {
						use(permit, down.get(), odd);
					}
					else {
						Thread.onSpinWait();
					}
				}
			}));
		}
		for (Future<?> one : running) {
			one.get();
		}
	}

	/** Now and then a call is cancelled. */
	private void use(Permit permit, boolean down, int odd) {
		if (odd % 5 == 0) {
			permit.release();
		}
		else {
			settle(permit, !down);
		}
	}

	private void settle(Permit permit, boolean well) {
		if (well) {
			permit.succeeded(Duration.ZERO);
		}
		else {
			permit.failed(Duration.ZERO, this.failure);
		}
	}

}
