package io.cascade.resilience;

import io.cascade.CascadeChunk;
import io.cascade.RetryKind;
import io.cascade.UpstreamException;
import io.cascade.exchange.Call;
import io.cascade.exchange.Exchange;
import io.cascade.exchange.Time;
import io.cascade.health.Availability;
import reactor.core.publisher.Flux;

/**
 * Sends a hop again after a failure that may pass, before its first content. Thread-safe.
 * <p>
 * The failure chooses among the Resilience4j retries of the chain; one that is not met
 * costs nothing.
 *
 * @param next performs a hop
 * @param retries the retries by chain and kind of failure
 * @param availability which targets could be used instead
 * @param time the clocks
 */
public record RetryExchange(Exchange next, Retries retries, Availability availability, Time time) implements Exchange {

	@Override
	public Flux<CascadeChunk> exchange(Call call) {
		return this.next.exchange(call).onErrorResume(UpstreamException.class, (failure) -> after(call, failure));
	}

	private Flux<CascadeChunk> after(Call call, UpstreamException failure) {
		return (RetryKind.of(failure.kind()) != null) ? new RetriedHop(call, this, failure).retry()
				: Flux.error(failure);
	}

	@Override
	public String toString() {
		return "retry ▸ " + this.next;
	}

}
