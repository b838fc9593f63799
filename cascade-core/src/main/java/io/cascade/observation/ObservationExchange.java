package io.cascade.observation;

import io.cascade.CascadeChunk;
import io.cascade.CascadeListener;
import io.cascade.exchange.Call;
import io.cascade.exchange.Exchange;
import io.cascade.exchange.Watched;
import reactor.core.publisher.Flux;

/**
 * Tells what becomes of calls: to listeners, to the log, and as an observation where the
 * application has a registry. Thread-safe.
 *
 * @param next performs the call
 * @param observations starts observations
 * @param listener receives attempts, ends and events
 * @param log writes them to the log
 * @param content whether prompts and answers are recorded in observations
 */
public record ObservationExchange(Exchange next, Observations observations, CascadeListener listener, CallLog log,
		boolean content) implements Exchange {

	@Override
	public Flux<CascadeChunk> exchange(Call call) {
		return Watched.by(this.next.exchange(call), () -> new ObservedCall(call, this));
	}

	@Override
	public String toString() {
		return "call observation ▸ " + this.next;
	}

}
