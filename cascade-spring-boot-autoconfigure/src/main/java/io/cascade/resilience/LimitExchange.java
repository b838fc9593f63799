package io.cascade.resilience;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.cascade.Attempt;
import io.cascade.Call;
import io.cascade.CascadeChunk;
import io.cascade.Cost;
import io.cascade.Exchange;
import io.cascade.FailureKind;
import io.cascade.UpstreamException;
import reactor.core.publisher.Flux;

/**
 * Keeps to the limits of upstreams: requests in flight, requests a minute. What is
 * refused was never sent and is held against nobody. Thread-safe.
 */
public final class LimitExchange implements Exchange {

	private final Exchange next;

	private final Map<String, UpstreamLimit> limits;

	private LimitExchange(Exchange next, Map<String, UpstreamLimit> limits) {
		this.next = next;
		this.limits = limits;
	}

	/**
	 * Limits around hops.
	 * @param next performs a hop
	 * @param limits those of the upstreams that have any
	 * @return the stage, or {@code next} if there is no limit
	 */
	public static Exchange create(Exchange next, List<UpstreamLimit> limits) {
		return limits.isEmpty() ? next : new LimitExchange(next,
				limits.stream().collect(Collectors.toUnmodifiableMap(UpstreamLimit::upstream, (limit) -> limit)));
	}

	@Override
	public Flux<CascadeChunk> exchange(Call call) {
		UpstreamLimit limit = this.limits.get(call.hop().upstream().name());
		return (limit != null) ? limited(call, limit) : this.next.exchange(call);
	}

	private Flux<CascadeChunk> limited(Call call, UpstreamLimit limit) {
		Flux<CascadeChunk> answer = Flux.defer(() -> this.next.exchange(call));
		return PlacedHop.of(answer, limit)
			.onErrorMap(PlacedHop.FullException.class, (ex) -> refused(call, limit, which(ex.full(), limit.rules())));
	}

	private static String which(PlacedHop.Full full, LimitRules rules) {
		return switch (full) {
			case MINUTE -> "max-per-minute of %d".formatted(rules.maxPerMinute());
			case PLACE -> "max-in-flight of %d".formatted(rules.maxInFlight());
		};
	}

	private static UpstreamException refused(Call call, UpstreamLimit limit, String which) {
		FailureKind kind = (limit.rules().whenFull() == LimitRules.WhenFull.FAIL) ? FailureKind.OVER_LIMIT
				: FailureKind.SATURATED;
		String reason = which + " is reached";
		Attempt attempt = new Attempt(call.hop().index(), call.hop().first().id(), limit.upstream(),
				call.hop().first().model(), null, Attempt.Outcome.FAILED, kind, null, Duration.ZERO, null, null,
				Cost.UNKNOWN, null, false, reason, 0, null);
		call.journal().unsent();
		call.journal().add(List.of(attempt));
		return new UpstreamException(limit.upstream(), kind,
				UpstreamException.Details.because(reason).withAttempts(List.of(attempt)), null);
	}

	@Override
	public String toString() {
		return "limits ▸ " + this.next;
	}

}
