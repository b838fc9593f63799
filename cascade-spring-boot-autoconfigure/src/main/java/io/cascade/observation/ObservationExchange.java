package io.cascade.observation;

import io.cascade.Call;
import io.cascade.CascadeChunk;
import io.cascade.CascadeListener;
import io.cascade.Exchange;
import io.cascade.Time;
import io.cascade.Watched;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Flux;

/**
 * Tells what becomes of calls: to listeners, to the log, and as an observation where the
 * application has a registry. Thread-safe.
 */
public final class ObservationExchange implements Exchange {

	private static final Log logger = LogFactory.getLog(ObservationExchange.class);

	private final Exchange next;

	private final Observations observations;

	private final CascadeListener listener;

	private final Time time;

	private final boolean content;

	private final LostCalls lostCalls = new LostCalls(logger::warn);

	/**
	 * Observation of calls.
	 * @param next performs the call
	 * @param observations starts observations
	 * @param listener hears of attempts, ends and events
	 * @param time the clocks
	 * @param content whether prompts and answers are recorded in observations
	 */
	public ObservationExchange(Exchange next, Observations observations, CascadeListener listener, Time time,
			boolean content) {
		this.next = next;
		this.observations = observations;
		this.listener = listener;
		this.time = time;
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

	Time time() {
		return this.time;
	}

	LostCalls lostCalls() {
		return this.lostCalls;
	}

	boolean recordsContent() {
		return this.content;
	}

	@Override
	public String toString() {
		return "observation ▸ " + this.next;
	}

}
