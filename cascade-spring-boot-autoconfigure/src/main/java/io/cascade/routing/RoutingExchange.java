package io.cascade.routing;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;

import io.cascade.Call;
import io.cascade.CascadeChunk;
import io.cascade.CascadeException;
import io.cascade.Exchange;
import io.cascade.FallbackInterceptor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Flux;

/**
 * Walks from hop to hop until one answers. Nothing is planned ahead: each next hop is
 * planned from what is left after the one before. Thread-safe.
 */
public final class RoutingExchange implements Exchange {

	private static final Log logger = LogFactory.getLog(RoutingExchange.class);

	private final Exchange next;

	private final List<FallbackInterceptor> interceptors;

	private final Clock clock;

	private final LongSupplier nanoTime;

	/**
	 * A walk over hops.
	 * @param next performs one hop
	 * @param interceptors may end a walk early
	 * @param clock tells when trying again makes sense
	 * @param nanoTime the clock of the deadline
	 */
	public RoutingExchange(Exchange next, List<FallbackInterceptor> interceptors, Clock clock, LongSupplier nanoTime) {
		this.next = next;
		this.interceptors = List.copyOf(interceptors);
		this.clock = clock;
		this.nanoTime = nanoTime;
	}

	@Override
	public Flux<CascadeChunk> exchange(Call call) {
		return Flux.defer(() -> new Walk(call, this).start());
	}

	Exchange next() {
		return this.next;
	}

	boolean mayContinue(Call call, CascadeException failure) {
		try {
			return this.interceptors.stream().allMatch((interceptor) -> interceptor.mayContinue(call, failure));
		}
		catch (RuntimeException ex) {
			logger.warn("A FallbackInterceptor failed, so the call ends: " + ex.getClass().getName());
			return false;
		}
	}

	Instant now() {
		return this.clock.instant();
	}

	long leftNanos(Call call) {
		return call.deadlineAt() - this.nanoTime.getAsLong();
	}

	@Override
	public String toString() {
		return "routing ▸ " + this.next;
	}

}
