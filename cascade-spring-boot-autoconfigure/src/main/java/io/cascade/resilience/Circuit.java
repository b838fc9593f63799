package io.cascade.resilience;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.cascade.CascadeEvent;
import io.cascade.CascadeListener;
import io.cascade.LeftOut;
import io.cascade.health.Rest;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.StateTransition;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The circuit of one target: a Resilience4j circuit breaker, and when it lets a probe
 * through, which the breaker does not tell. Thread-safe.
 */
final class Circuit {

	private static final Log logger = LogFactory.getLog(Circuit.class);

	private final String target;

	private final CircuitBreaker breaker;

	private final Clock clock;

	private final CascadeListener listener;

	/** Made when the circuit opens, for all who read it. */
	private volatile Rest open = new Rest(LeftOut.Reason.CIRCUIT_OPEN, Instant.MIN);

	private volatile Instant closedAt = Instant.MIN;

	/** How often it changed: what was begun before says nothing about now. */
	private volatile int generation;

	private int opened;

	/** The next wait where it is not the configured one. */
	private long shortened;

	Circuit(String target, CircuitBreaker breaker, Clock clock, CascadeListener listener) {
		this.target = target;
		this.breaker = breaker;
		this.clock = clock;
		this.listener = listener;
		breaker.getEventPublisher().onStateTransition((event) -> changed(event.getStateTransition()));
		breaker.getEventPublisher().onReset((event) -> this.closedAt = Instant.MIN);
	}

	CircuitBreaker breaker() {
		return this.breaker;
	}

	/** Reads only: an open circuit whose time is over may be asked. */
	@Nullable Rest rest() {
		State state = this.breaker.getState();
		if (state == State.FORCED_OPEN) {
			return new Rest(LeftOut.Reason.CIRCUIT_OPEN, null);
		}
		Rest rest = this.open;
		return (state == State.OPEN && !this.clock.instant().isAfter(Objects.requireNonNull(rest.until()))) ? rest
				: null;
	}

	/** The permit for one call; {@code null} if it is refused. */
	@Nullable Permit acquire() {
		return this.breaker.tryAcquirePermission() ? new Permit(this, this.generation) : null;
	}

	/** A permit that overrules the circuit. */
	Permit force() {
		return new Permit(this, this.generation);
	}

	/** From 0 to 1, while the share of calls grows after the circuit has closed. */
	double share(Duration ramp) {
		Instant since = this.closedAt;
		if (ramp.isZero() || since.equals(Instant.MIN)) {
			return 1;
		}
		return Math.min(1, (double) Duration.between(since, this.clock.instant()).toMillis() / ramp.toMillis());
	}

	String state() {
		return id(this.breaker.getState());
	}

	private static String id(State state) {
		return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	private void changed(StateTransition transition) {
		follow(transition);
		this.listener.happened(new CascadeEvent.CircuitTransition(this.target, id(transition.getFromState()),
				id(transition.getToState())));
	}

	private synchronized void follow(StateTransition transition) {
		this.generation++;
		State state = transition.getToState();
		if (state == State.OPEN) {
			this.opened++;
			long wait = (this.shortened > 0) ? this.shortened : waitAfter(this.opened);
			this.open = new Rest(LeftOut.Reason.CIRCUIT_OPEN, this.clock.instant().plusMillis(wait));
			CircuitBreaker.Metrics metrics = this.breaker.getMetrics();
			logger.warn("Circuit of %s is open for %d ms: %d of %d calls failed, %d were slow to begin".formatted(
					this.target, wait, metrics.getNumberOfFailedCalls(), metrics.getNumberOfBufferedCalls(),
					metrics.getNumberOfSlowCalls()));
		}
		else if (state == State.CLOSED) {
			this.opened = 0;
			this.closedAt = this.clock.instant();
			logger.info("Circuit of %s is closed again".formatted(this.target));
		}
		else {
			logger.debug("Circuit of %s is %s".formatted(this.target, state()));
		}
	}

	private long waitAfter(int times) {
		return this.breaker.getCircuitBreakerConfig().getWaitIntervalFunctionInOpenState().apply(times);
	}

	/**
	 * Opens again as soon as the probes that are still out can't change it. The time that
	 * a probe took is part of the wait, so a hanging target is not left alone for longer.
	 */
	private void openIfDecided(Duration elapsed) {
		long wait = decide(elapsed);
		if (wait > 0) {
			try {
				this.breaker.transitionToOpenStateFor(Duration.ofMillis(wait));
			}
			finally {
				forget();
			}
		}
	}

	/** The wait, for the one who is to open it; listeners are told without the lock. */
	private synchronized long decide(Duration elapsed) {
		CircuitBreakerConfig config = this.breaker.getCircuitBreakerConfig();
		float failed = 100f * this.breaker.getMetrics().getNumberOfFailedCalls()
				/ config.getPermittedNumberOfCallsInHalfOpenState();
		boolean decided = this.breaker.getState() == State.HALF_OPEN && failed >= config.getFailureRateThreshold();
		if (!decided || this.shortened > 0) {
			return 0;
		}
		this.shortened = Math.max(waitAfter(1), waitAfter(this.opened + 1) - elapsed.toMillis());
		return this.shortened;
	}

	private synchronized void forget() {
		this.shortened = 0;
	}

	/**
	 * The permit for one call. It is used once: for a result, or given back.
	 *
	 * @param circuit who gave it
	 * @param generation how often the circuit had changed by then
	 */
	record Permit(Circuit circuit, int generation) {

		void succeeded(Duration timeToFirstToken) {
			if (isCurrent()) {
				this.circuit.breaker.onSuccess(timeToFirstToken.toNanos(), TimeUnit.NANOSECONDS);
			}
		}

		void failed(Duration elapsed, Throwable failure) {
			if (isCurrent()) {
				this.circuit.breaker.onError(elapsed.toNanos(), TimeUnit.NANOSECONDS, failure);
				this.circuit.openIfDecided(elapsed);
			}
		}

		/** Whether the call finds out if the target is back. */
		boolean isProbe() {
			return this.circuit.breaker.getState() == State.HALF_OPEN;
		}

		void release() {
			if (isCurrent()) {
				this.circuit.breaker.releasePermission();
			}
		}

		/** A probe changes the state itself, from open to half-open. */
		private boolean isCurrent() {
			return this.generation == this.circuit.generation;
		}

	}

}
