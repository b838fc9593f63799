package io.cascade.routing;

import java.time.Clock;
import java.util.List;

import io.cascade.Call;
import io.cascade.CascadeChunk;
import io.cascade.CascadeException;
import io.cascade.Exchange;
import io.cascade.FallbackInterceptor;
import reactor.core.publisher.Flux;

/**
 * Walks from hop to hop until one answers. Nothing is planned ahead: each next hop is
 * planned from what is left after the one before. Thread-safe.
 */
public final class RoutingExchange implements Exchange {

	private final Exchange next;

	private final List<FallbackInterceptor> interceptors;

	private final Clock clock;

	/**
	 * A walk over hops.
	 * @param next performs one hop
	 * @param interceptors may end a walk early
	 * @param clock tells when trying again makes sense
	 */
	public RoutingExchange(Exchange next, List<FallbackInterceptor> interceptors, Clock clock) {
		this.next = next;
		this.interceptors = List.copyOf(interceptors);
		this.clock = clock;
	}

	@Override
	public Flux<CascadeChunk> exchange(Call call) {
		return Flux.defer(() -> new Walk(call, this.next, this::mayContinue, this.clock).start());
	}

	private boolean mayContinue(Call call, CascadeException failure) {
		return this.interceptors.stream().allMatch((interceptor) -> interceptor.mayContinue(call, failure));
	}

	@Override
	public String toString() {
		return "routing ▸ " + this.next;
	}

}
