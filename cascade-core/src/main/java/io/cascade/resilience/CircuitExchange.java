package io.cascade.resilience;

import java.time.Duration;

import io.cascade.CascadeChunk;
import io.cascade.FailureKind;
import io.cascade.Hop;
import io.cascade.Timeouts;
import io.cascade.UpstreamException;
import io.cascade.exchange.Call;
import io.cascade.exchange.Exchange;
import io.cascade.exchange.Watched;
import reactor.core.publisher.Flux;

/**
 * Takes the permits of a hop just before it is sent, leaves out targets that get none,
 * and holds against each target what it did. Thread-safe.
 * <p>
 * A hop without an available target ends with {@link FailureKind#COOLDOWN}; nothing is
 * sent then.
 */
public final class CircuitExchange implements Exchange {

	private final Exchange next;

	private final CurrentAvailability availability;

	/**
	 * Circuits and cooldowns around hops.
	 * @param next performs a hop
	 * @param availability what is held against targets
	 */
	public CircuitExchange(Exchange next, CurrentAvailability availability) {
		this.next = next;
		this.availability = availability;
	}

	@Override
	public Flux<CascadeChunk> exchange(Call call) {
		return Flux.defer(() -> {
			Admission admission = this.availability.admit(call);
			if (admission.isEmpty()) {
				call.journal().unsent();
				return Flux.error(refusal(call));
			}
			return admitted(call, admission);
		});
	}

	private static UpstreamException refusal(Call call) {
		return new UpstreamException(call.hop().upstream().name(), FailureKind.COOLDOWN,
				UpstreamException.Details.because("circuits and cooldowns exclude " + call.hop()), null);
	}

	private Flux<CascadeChunk> admitted(Call call, Admission admission) {
		Hop hop = call.hop();
		boolean all = admission.targets().size() == hop.targets().size();
		Call sent = all ? call : call.withHop(hop.withTargets(admission.targets()));
		if (admission.isProbe()) {
			sent = sent.withTimeouts((timeouts) -> timeouts.withFirstTokenTimeout(patience(timeouts)));
		}
		return Watched.by(this.next.exchange(sent), new Settlement(sent, admission, this.availability));
	}

	/** Nobody is to wait longer than need be to find out that a target still hangs. */
	private Duration patience(Timeouts timeouts) {
		Duration slow = this.availability.slowFirstToken();
		return (slow.compareTo(timeouts.firstTokenTimeout()) < 0) ? slow : timeouts.firstTokenTimeout();
	}

	@Override
	public String toString() {
		return "circuits ▸ " + this.next;
	}

}
