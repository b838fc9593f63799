package io.cascade.observation;

import io.cascade.CallOutcome;
import io.cascade.CallView;
import org.jspecify.annotations.Nullable;

/**
 * A call that is observed.
 */
public final class CallObservationContext extends ObservedContext {

	private final CallView call;

	private volatile @Nullable CallOutcome outcome;

	private volatile int restarts;

	CallObservationContext(CallView call) {
		this.call = call;
	}

	/**
	 * The call, with its attempts.
	 * @return the call
	 */
	public CallView call() {
		return this.call;
	}

	/**
	 * How it ended.
	 * @return the outcome, {@code null} while it goes on
	 */
	public @Nullable CallOutcome outcome() {
		return this.outcome;
	}

	/**
	 * How often the answer restarted.
	 * @return the number
	 */
	public int restarts() {
		return this.restarts;
	}

	void ended(CallOutcome how, int times) {
		this.outcome = how;
		this.restarts = times;
	}

}
