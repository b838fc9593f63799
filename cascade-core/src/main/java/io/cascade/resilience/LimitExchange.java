package io.cascade.resilience;

import java.time.Duration;
import java.util.List;

import io.cascade.Attempt;
import io.cascade.CascadeChunk;
import io.cascade.FailureKind;
import io.cascade.UpstreamException;
import io.cascade.exchange.Call;
import io.cascade.exchange.Exchange;
import reactor.core.publisher.Flux;

/**
 * Keeps to the limits of models and upstreams: requests in flight, requests a minute.
 * What is refused was never sent and counts against no target. Thread-safe.
 */
public final class LimitExchange implements Exchange {

	private final Exchange next;

	private final List<UpstreamLimit> limits;

	private LimitExchange(Exchange next, List<UpstreamLimit> limits) {
		this.next = next;
		this.limits = limits;
	}

	/**
	 * Limits around hops.
	 * @param next performs a hop
	 * @param limits those of models, then those of upstreams; a hop has to pass all that
	 * hold for its first target, in this order
	 * @return the stage, or {@code next} if there is no limit
	 */
	public static Exchange create(Exchange next, List<UpstreamLimit> limits) {
		return limits.isEmpty() ? next : new LimitExchange(next, List.copyOf(limits));
	}

	@Override
	public Flux<CascadeChunk> exchange(Call call) {
		return from(0, call);
	}

	private Flux<CascadeChunk> from(int index, Call call) {
		int next = index;
		while (next < this.limits.size() && !this.limits.get(next).scope().targets().test(call.hop().first())) {
			next++;
		}
		return (next < this.limits.size()) ? limited(call, this.limits.get(next), next + 1) : this.next.exchange(call);
	}

	private Flux<CascadeChunk> limited(Call call, UpstreamLimit limit, int after) {
		return LimitedHop.of(Flux.defer(() -> from(after, call)), limit)
			.onErrorMap(LimitedHop.FullException.class, (ex) -> refused(call, limit, which(ex.full(), limit)));
	}

	private static String which(LimitedHop.Full full, UpstreamLimit limit) {
		LimitRules rules = limit.rules();
		return switch (full) {
			case MINUTE -> "max-per-minute of %d%s".formatted(rules.maxPerMinute(), limit.scope().words());
			case PLACE -> "max-in-flight of %d%s".formatted(rules.maxInFlight(), limit.scope().words());
		};
	}

	private static UpstreamException refused(Call call, UpstreamLimit limit, String which) {
		FailureKind kind = (limit.rules().whenFull() == LimitRules.WhenFull.FAIL) ? FailureKind.OVER_LIMIT
				: limit.scope().full();
		String reason = which + " is reached";
		Attempt attempt = call.hop()
			.first()
			.draft(call.hop().index(), Attempt.Outcome.FAILED)
			.withKind(kind)
			.withElapsed(Duration.ZERO)
			.withReason(reason)
			.attempt();
		call.journal().unsent();
		call.journal().add(List.of(attempt));
		return new UpstreamException(call.hop().upstream().name(), kind,
				UpstreamException.Details.because(reason).withAttempts(List.of(attempt)), null);
	}

	@Override
	public String toString() {
		return "limits ▸ " + this.next;
	}

}
