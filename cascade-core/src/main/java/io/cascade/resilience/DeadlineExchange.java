package io.cascade.resilience;

import java.util.concurrent.TimeUnit;

import io.cascade.CascadeChunk;
import io.cascade.FailureKind;
import io.cascade.exchange.Call;
import io.cascade.exchange.Exchange;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/**
 * Bounds a whole call: hops, waits and streams together. It also refuses and ends calls
 * at shutdown. Thread-safe.
 *
 * @param next performs the call
 * @param openCalls the calls under way
 * @param scheduler runs the timers, and is the clock of the deadline
 */
public record DeadlineExchange(Exchange next, OpenCalls openCalls, Scheduler scheduler) implements Exchange {

	@Override
	public Flux<CascadeChunk> exchange(Call call) {
		return Flux.defer(() -> {
			if (this.openCalls.isClosed()) {
				return Flux.error(CallEnd.of(call, FailureKind.SHUTDOWN));
			}
			long deadlineAt = this.scheduler.now(TimeUnit.NANOSECONDS)
					+ call.settings().timeouts().deadline().toNanos();
			Call bounded = call.withDeadlineAt(deadlineAt);
			return GuardedCall.of(this.next.exchange(bounded), bounded, this.openCalls, this.scheduler);
		});
	}

	@Override
	public String toString() {
		return "deadline ▸ " + this.next;
	}

}
