package io.cascade.quality;

import java.util.List;

import io.cascade.AnswerGate;
import io.cascade.CascadeChunk;
import io.cascade.CascadeListener;
import io.cascade.exchange.Call;
import io.cascade.exchange.Callbacks;
import io.cascade.exchange.Exchange;
import io.cascade.exchange.Time;
import io.cascade.exchange.Workers;
import reactor.core.publisher.Flux;

/**
 * Judges whole answers by the gates of the request, the model or the chain. One that is
 * rejected ends its hop with {@link io.cascade.FailureKind#REJECTED}, so that routing
 * goes on. Thread-safe.
 * <p>
 * A streamed answer that has a gate reaches the caller at once when it is accepted; that
 * of the last target streams through, since nothing could follow it.
 *
 * @param next performs a hop
 * @param listener receives rulings
 * @param time the clocks
 * @param workers run the gates
 * @param callbacks the way into them
 */
public record GateExchange(Exchange next, CascadeListener listener, Time time, Workers workers,
		Callbacks callbacks) implements Exchange {

	@Override
	public Flux<CascadeChunk> exchange(Call call) {
		List<AnswerGate> gates = call.gates(call.hop().first());
		return gates.isEmpty() ? answer(call, gates) : Flux.defer(() -> new GatedHop(call, gates, this).answer());
	}

	/** What the next stage answers, without a wrapper where it is to be JSON. */
	Flux<CascadeChunk> answer(Call call, List<AnswerGate> gates) {
		Flux<CascadeChunk> answer = this.next.exchange(call);
		return Unwrapping.appliesTo(call, gates)
				? new Unwrapping(() -> this.listener.unwrapped(call.view(), GatedHop.answeredBy(call))).of(answer)
				: answer;
	}

	@Override
	public String toString() {
		return "gates ▸ " + this.next;
	}

}
