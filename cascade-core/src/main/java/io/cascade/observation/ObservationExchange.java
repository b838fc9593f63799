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
 */
public final class ObservationExchange implements Exchange {

	private final Exchange next;

	private final Observations observations;

	private final CascadeListener listener;

	private final CallLog log;

	private final boolean content;

	/**
	 * Observation of calls.
	 * @param next performs the call
	 * @param observations starts observations
	 * @param listener receives attempts, ends and events
	 * @param log writes them to the log
	 * @param content whether prompts and answers are recorded in observations
	 */
	public ObservationExchange(Exchange next, Observations observations, CascadeListener listener, CallLog log,
			boolean content) {
		this.next = next;
		this.observations = observations;
		this.listener = listener;
		this.log = log;
		this.content = content;
	}

	@Override
	public Flux<CascadeChunk> exchange(Call call) {
		return Flux.defer(() -> Watched.by(this.next.exchange(call), new ObservedCall(call, this)));
	}

	Observations observations() {
		return this.observations;
	}

	CascadeListener listener() {
		return this.listener;
	}

	CallLog log() {
		return this.log;
	}

	boolean recordsContent() {
		return this.content;
	}

	@Override
	public String toString() {
		return "call observation ▸ " + this.next;
	}

}
