package io.cascade.resilience;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.cascade.CascadeChunk;
import io.cascade.FailureKind;
import io.cascade.Hop;
import io.cascade.Timeouts;
import io.cascade.UpstreamException;
import io.cascade.exchange.Call;
import io.cascade.exchange.Exchange;
import io.cascade.exchange.Watched;
import io.cascade.health.CooldownStore.Claim;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

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
		return Flux.deferContextual((context) -> {
			Admission admission = this.availability.admit(call);
			return admission.claims().isEmpty() ? admitted(call, admission, context)
					: claimed(call, admission, context);
		});
	}

	/** A call that is left while it claims gives back what was granted to it. */
	private Flux<CascadeChunk> claimed(Call call, Admission admission, ContextView context) {
		Probes probes = this.availability.probes();
		AtomicBoolean over = new AtomicBoolean();
		Mono<List<Claim>> refused = probes.refused(admission.claims()).cache();
		return refused.doOnCancel(() -> {
			if (over.compareAndSet(false, true)) {
				call.journal().unsent();
				probes.leave(admission, refused, context);
			}
		}).flatMapMany((claims) -> {
			if (!over.compareAndSet(false, true)) {
				return Flux.empty();
			}
			probes.leaveOut(claims, admission, context);
			this.availability.force(call.routed(), admission);
			return admitted(call, admission, context);
		});
	}

	private static UpstreamException refusal(Call call) {
		return new UpstreamException(call.hop().upstream().name(), FailureKind.COOLDOWN,
				UpstreamException.Details.because("circuits and cooldowns exclude " + call.hop()), null);
	}

	private Flux<CascadeChunk> admitted(Call call, Admission admission, ContextView context) {
		if (admission.isEmpty()) {
			call.journal().unsent();
			return Flux.error(refusal(call));
		}
		Hop hop = call.hop();
		boolean all = admission.targets().size() == hop.targets().size();
		Call sent = all ? call : call.withHop(hop.withTargets(admission.targets()));
		if (admission.isProbe()) {
			sent = sent.withTimeouts((timeouts) -> timeouts.withFirstTokenTimeout(patience(timeouts)));
		}
		return Watched.by(this.next.exchange(sent), new Settlement(sent, admission, this.availability, context));
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
