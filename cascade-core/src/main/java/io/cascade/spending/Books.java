package io.cascade.spending;

import java.math.BigDecimal;
import java.time.Duration;

import io.cascade.CallbackException;
import io.cascade.budget.Budgets;
import io.cascade.budget.Budgets.Reserved;
import io.cascade.budget.SpendLedger;
import io.cascade.exchange.Callbacks;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.ContextView;
import reactor.util.retry.Retry;

/**
 * Ends reservations, off the way of any call. A ledger that fails is asked again, since
 * what is reserved with it would stay so for ever; settling twice books once.
 * Thread-safe.
 */
final class Books {

	/** How long anybody waits for a ledger. */
	static final Duration PATIENCE = Duration.ofSeconds(5);

	/** How long a reservation is listened for that nobody waits for any more. */
	static final Duration LATEST = Duration.ofMinutes(1);

	private static final int TRIES = 4;

	private static final Duration FIRST_WAIT = Duration.ofSeconds(1);

	private final Budgets budgets;

	private final Scheduler scheduler;

	private final Callbacks callbacks = Callbacks.of(SpendLedger.class);

	Books(Budgets budgets, Scheduler scheduler) {
		this.budgets = budgets;
		this.scheduler = scheduler;
	}

	Budgets budgets() {
		return this.budgets;
	}

	Scheduler scheduler() {
		return this.scheduler;
	}

	/** What the ledger threw or signalled itself was told when it did. */
	void failed(Throwable failure) {
		if (!(failure instanceof CallbackException)) {
			this.callbacks.tell(this.budgets, failure);
		}
	}

	/**
	 * A cost is at least nothing, whatever somebody thinks that it was. The ledger finds
	 * what the caller's context holds, such as a tenant or a trace.
	 */
	void settle(Reserved reserved, BigDecimal cost, ContextView context) {
		Mono.defer(() -> this.budgets.settle(reserved, cost.max(BigDecimal.ZERO)))
			.timeout(PATIENCE, this.scheduler)
			.retryWhen(Retry.backoff(TRIES - 1, FIRST_WAIT).scheduler(this.scheduler))
			.contextWrite(context)
			.subscribe(null, (ex) -> failed(unwrapped(ex)));
	}

	private static Throwable unwrapped(Throwable ex) {
		return (Exceptions.isRetryExhausted(ex) && ex.getCause() != null) ? ex.getCause() : ex;
	}

}
