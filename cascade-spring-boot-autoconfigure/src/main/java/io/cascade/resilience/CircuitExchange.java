package io.cascade.resilience;

import java.time.Duration;

import io.cascade.Call;
import io.cascade.CascadeChunk;
import io.cascade.Exchange;
import io.cascade.FailureKind;
import io.cascade.Hop;
import io.cascade.Limits;
import io.cascade.UpstreamException;
import io.cascade.Watched;
import reactor.core.publisher.Flux;

/**
 * Takes the permits of a hop just before it is sent, leaves out who gets none, and holds
 * against each target what it did. Thread-safe.
 * <p>
 * A hop of which nobody may be asked ends with {@link FailureKind#BENCHED}; nothing is
 * sent then.
 */
public final class CircuitExchange implements Exchange {

	private final Exchange next;

	private final TargetStandings standings;

	/**
	 * Circuits and benches around hops.
	 * @param next performs a hop
	 * @param standings what is held against targets
	 */
	public CircuitExchange(Exchange next, TargetStandings standings) {
		this.next = next;
		this.standings = standings;
	}

	@Override
	public Flux<CascadeChunk> exchange(Call call) {
		return Flux.defer(() -> {
			Admission admission = this.standings.admit(call);
			if (admission.isEmpty()) {
				call.journal().unsent();
				return Flux.error(refusal(call));
			}
			return admitted(call, admission);
		});
	}

	private static UpstreamException refusal(Call call) {
		return new UpstreamException(call.hop().upstream().name(), FailureKind.BENCHED,
				UpstreamException.Details.because("circuits and benches refuse " + call.hop()), null);
	}

	private Flux<CascadeChunk> admitted(Call call, Admission admission) {
		Hop hop = call.hop();
		boolean all = admission.targets().size() == hop.targets().size();
		Call sent = all ? call : call.withHop(hop.withTargets(admission.targets()));
		if (admission.isProbe()) {
			sent = sent.withLimits((limits) -> limits.withFirstTokenTimeout(patience(limits)));
		}
		return Watched.by(this.next.exchange(sent), new Settlement(sent, admission, this.standings));
	}

	/** Nobody is to wait longer than need be to find out that a target still hangs. */
	private Duration patience(Limits limits) {
		Duration slow = this.standings.slowFirstToken();
		return (slow.compareTo(limits.firstTokenTimeout()) < 0) ? slow : limits.firstTokenTimeout();
	}

	@Override
	public String toString() {
		return "circuits ▸ " + this.next;
	}

}
