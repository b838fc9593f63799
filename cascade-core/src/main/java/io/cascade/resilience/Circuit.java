package io.cascade.resilience;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.cascade.CascadeEvent;
import io.cascade.CascadeListener;
import io.cascade.Counted;
import io.cascade.FailureKind;
import io.cascade.KebabCase;
import io.cascade.LeftOut;
import io.cascade.exchange.Expiry;
import io.cascade.exchange.Time;
import io.cascade.health.Unavailability;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.StateTransition;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The circuit of one target: a Resilience4j circuit breaker, and when it lets a probe
 * through, which the breaker does not report. Thread-safe.
 */
final class Circuit {

	private static final Log logger = LogFactory.getLog(Circuit.class);

	private final String target;

	private final CircuitBreaker breaker;

	private final Time time;

	private final CascadeListener listener;

	/** When it may be asked again, {@code null} before it opened for the first time. */
	private volatile @Nullable Expiry open;

	/** When it closed again, {@code null} if it was never open. */
	private volatile @Nullable Long closedNanos;

	private int opened;

	/** The next wait where it is not the configured one. */
	private long shortened;

	Circuit(String target, CircuitBreaker breaker, Time time, CascadeListener listener) {
		this.target = target;
		this.breaker = breaker;
		this.time = time;
		this.listener = listener;
		breaker.getEventPublisher().onStateTransition((event) -> changed(event.getStateTransition()));
		breaker.getEventPublisher().onReset((event) -> this.closedNanos = null);
	}

	CircuitBreaker breaker() {
		return this.breaker;
	}

	/** Reads only: an open circuit whose time is over may be asked. */
	@Nullable Unavailability unavailability() {
		State state = this.breaker.getState();
		if (state == State.FORCED_OPEN) {
			return new Unavailability(LeftOut.Reason.CIRCUIT_OPEN, null);
		}
		Expiry until = this.open;
		return (state == State.OPEN && until != null && !until.isPast(this.time))
				? new Unavailability(LeftOut.Reason.CIRCUIT_OPEN, until.instant(this.time)) : null;
	}

	/** Whether the next call finds out if the target is back. */
	boolean mayProbe() {
		State state = this.breaker.getState();
		return state == State.HALF_OPEN || (state == State.OPEN && unavailability() == null);
	}

	/** The permit for one call; {@code null} if it is refused. */
	@Nullable Permit acquire() {
		return this.breaker.tryAcquirePermission() ? new Permit(this, Era.of(this.breaker), true) : null;
	}

	/** A permit that overrules the circuit. */
	Permit force() {
		return new Permit(this, Era.of(this.breaker), false);
	}

	/** From 0 to 1, while the share of calls grows after the circuit has closed. */
	double share(Duration ramp) {
		Long since = this.closedNanos;
		return (ramp.isZero() || since == null) ? 1
				: Math.min(1, (double) (this.time.nanos() - since) / ramp.toNanos());
	}

	String state() {
		return KebabCase.of(this.breaker.getState());
	}

	private void changed(StateTransition transition) {
		follow(transition);
		this.listener.happened(new CascadeEvent.CircuitTransition(this.target, KebabCase.of(transition.getFromState()),
				KebabCase.of(transition.getToState())));
	}

	private synchronized void follow(StateTransition transition) {
		State state = transition.getToState();
		if (state == State.OPEN) {
			this.opened++;
			long wait = (this.shortened > 0) ? this.shortened : waitAfter(this.opened);
			this.open = Expiry.in(Duration.ofMillis(wait), this.time);
			tellOpen(wait);
		}
		else if (state == State.CLOSED) {
			this.opened = 0;
			this.closedNanos = this.time.nanos();
			logger.info("Circuit of %s is closed again".formatted(this.target));
		}
		else {
			logger.debug("Circuit of %s is %s".formatted(this.target, state()));
		}
	}

	private void tellOpen(long wait) {
		CircuitBreaker.Metrics metrics = this.breaker.getMetrics();
		if (metrics.getNumberOfFailedCalls() + metrics.getNumberOfSlowCalls() == 0) {
			logger.debug("Circuit of %s is open for %d ms, for another reason than its failure rate"
				.formatted(this.target, wait));
			return;
		}
		logger.warn("Circuit of %s is open for %d ms: %d of %s failed, slow to begin: %d".formatted(this.target, wait,
				metrics.getNumberOfFailedCalls(), Counted.of(metrics.getNumberOfBufferedCalls(), "call"),
				metrics.getNumberOfSlowCalls()));
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
				endWait();
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

	private synchronized void endWait() {
		this.shortened = 0;
	}

	void forget() {
		this.breaker.reset();
		synchronized (this) {
			this.open = null;
			this.opened = 0;
			this.shortened = 0;
		}
	}

	/**
	 * The time between two changes of a circuit. It is known by the breaker's own state
	 * and not by the events of its changes, which come late and in any order: a permit
	 * that is taken before the event is heard belongs to the new era all the same.
	 *
	 * @param metrics an object of its own for each era; an open one has that of the era
	 * before
	 * @param state the state all through the era
	 */
	private record Era(CircuitBreaker.Metrics metrics, State state) {

		static Era of(CircuitBreaker breaker) {
			CircuitBreaker.Metrics before;
			State state;
			do {
				before = breaker.getMetrics();
				state = breaker.getState();
			}
			while (before != breaker.getMetrics());
			return new Era(before, state);
		}

		boolean isNow(CircuitBreaker breaker) {
			return breaker.getMetrics() == this.metrics && breaker.getState() == this.state;
		}

	}

	/**
	 * The permit for one call. It is used once: for a result, or given back.
	 *
	 * @param circuit who gave it
	 * @param era when: what was begun before a change says nothing about now
	 * @param counted whether the breaker counted it
	 */
	record Permit(Circuit circuit, Era era, boolean counted) {

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

		/** Leaves the target alone, whatever the rate of its failures is. */
		void open(FailureKind kind) {
			if (this.era.state() == State.CLOSED && isCurrent()) {
				logger.warn("Circuit of %s opens for its failures of the kind %s in a row"
					.formatted(this.circuit.target, kind.id()));
				this.circuit.breaker.transitionToOpenState();
			}
		}

		/** Whether the call finds out if the target is back. */
		boolean isProbe() {
			return this.era.state() == State.HALF_OPEN;
		}

		void release() {
			if (this.counted && isCurrent()) {
				this.circuit.breaker.releasePermission();
			}
		}

		private boolean isCurrent() {
			return this.era.isNow(this.circuit.breaker);
		}

	}

}
