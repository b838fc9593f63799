package io.cascade.resilience;

import io.cascade.CascadeChunk;
import io.cascade.RetryKind;
import io.cascade.UpstreamException;
import io.cascade.exchange.Call;
import io.cascade.exchange.Callbacks;
import io.cascade.exchange.Exchange;
import io.cascade.exchange.Time;
import io.cascade.health.Availability;
import io.github.resilience4j.retry.Retry;
import reactor.core.publisher.Flux;

/**
 * Sends a hop again after a failure that may pass, before its first content. Thread-safe.
 * <p>
 * The failure chooses among the Resilience4j retries of the chain; one that is not met
 * costs nothing.
 */
public final class RetryExchange implements Exchange {

	private final Exchange next;

	private final Retries retries;

	private final Availability availability;

	private final Time time;

	private final Callbacks callbacks = Callbacks.of(Retry.class);

	/**
	 * Retries of hops.
	 * @param next performs a hop
	 * @param retries the retries by chain and kind of failure
	 * @param availability which targets could be used instead
	 * @param time the clocks
	 */
	public RetryExchange(Exchange next, Retries retries, Availability availability, Time time) {
		this.next = next;
		this.retries = retries;
		this.availability = availability;
		this.time = time;
	}

	@Override
	public Flux<CascadeChunk> exchange(Call call) {
		return this.next.exchange(call).onErrorResume(UpstreamException.class, (failure) -> after(call, failure));
	}

	private Flux<CascadeChunk> after(Call call, UpstreamException failure) {
		return (RetryKind.of(failure.kind()) != null) ? new RetriedHop(call, this, failure).retry()
				: Flux.error(failure);
	}

	Exchange next() {
		return this.next;
	}

	Retries retries() {
		return this.retries;
	}

	Availability availability() {
		return this.availability;
	}

	Time time() {
		return this.time;
	}

	Callbacks callbacks() {
		return this.callbacks;
	}

	@Override
	public String toString() {
		return "retry ▸ " + this.next;
	}

}
