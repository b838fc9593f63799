package io.cascade.routing;

import java.time.Duration;
import java.util.List;

import io.cascade.CascadeChunk;
import io.cascade.CascadeException;
import io.cascade.FallbackInterceptor;
import io.cascade.Target;
import io.cascade.exchange.Call;
import io.cascade.exchange.Callbacks;
import io.cascade.exchange.Compaction;
import io.cascade.exchange.Exchange;
import io.cascade.exchange.Time;
import io.cascade.health.Unavailability;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * Walks from hop to hop until one answers. Nothing is planned ahead: each next hop is
 * planned from what is left after the one before and does not cool down. Thread-safe.
 *
 * @param next performs one hop
 * @param interceptors may end a walk early
 * @param planning what plans are made from, beside a call
 * @param time the clocks
 * @param compaction the way to the compactor
 */
public record RoutingExchange(Exchange next, List<FallbackInterceptor> interceptors, PlanningContext planning,
		Time time, Compaction compaction) implements Exchange {

	/** So that a wait does not end a moment too early. */
	private static final Duration MARGIN = Duration.ofMillis(1);

	/** Guards the interceptors. */
	public RoutingExchange {
		interceptors = guarded(interceptors);
	}

	@Override
	public Flux<CascadeChunk> exchange(Call call) {
		return Flux.defer(() -> new RoutedCall(call, this).hop());
	}

	private static List<FallbackInterceptor> guarded(List<FallbackInterceptor> interceptors) {
		Callbacks callbacks = Callbacks.of(FallbackInterceptor.class);
		return interceptors.stream()
			.<FallbackInterceptor>map((interceptor) -> (call, failure) -> callbacks.get(interceptor,
					() -> interceptor.mayContinue(call, failure), (thrown) -> false))
			.toList();
	}

	boolean mayContinue(Call call, CascadeException failure) {
		return this.interceptors.stream().allMatch((interceptor) -> interceptor.mayContinue(call.view(), failure));
	}

	long leftNanos(Call call) {
		return call.leftNanos(this.time.nanos());
	}

	/** How long to wait for a target; {@code null} if that is too long for the call. */
	@Nullable Duration wait(Call call, Target target) {
		Unavailability out = this.planning.availability().unavailability(target);
		if (out == null) {
			return Duration.ZERO;
		}
		if (out.until() == null) {
			return null;
		}
		Duration wait = Duration.between(this.time.now(), out.until()).plus(MARGIN);
		boolean fits = wait.compareTo(call.settings().retry().maxWait().plus(MARGIN)) <= 0
				&& wait.plus(call.settings().timeouts().minimumSlice()).toNanos() <= leftNanos(call);
		return fits ? wait : null;
	}

	@Override
	public String toString() {
		return "routing ▸ " + this.next;
	}

}
