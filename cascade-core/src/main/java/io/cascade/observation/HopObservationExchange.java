package io.cascade.observation;

import io.cascade.CascadeChunk;
import io.cascade.exchange.Call;
import io.cascade.exchange.Exchange;
import io.cascade.exchange.Watched;
import reactor.core.publisher.Flux;

/**
 * Observes hops; the HTTP request of a hop is a child of its observation. Thread-safe.
 */
public final class HopObservationExchange implements Exchange {

	private final Exchange next;

	private final Observations observations;

	private HopObservationExchange(Exchange next, Observations observations) {
		this.next = next;
		this.observations = observations;
	}

	/**
	 * Observation of hops.
	 * @param next performs a hop
	 * @param observations starts observations
	 * @return the stage, or {@code next} if the application has no registry
	 */
	public static Exchange create(Exchange next, Observations observations) {
		return observations.isOff() ? next : new HopObservationExchange(next, observations);
	}

	@Override
	public Flux<CascadeChunk> exchange(Call call) {
		return this.observations.isNoop() ? this.next.exchange(call)
				: Watched.by(this.next.exchange(call), () -> new ObservedHop(call, this.observations));
	}

	@Override
	public String toString() {
		return "hop observation ▸ " + this.next;
	}

}
