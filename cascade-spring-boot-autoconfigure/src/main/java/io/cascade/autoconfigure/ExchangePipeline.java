package io.cascade.autoconfigure;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.cascade.Exchange;
import io.cascade.FallbackInterceptor;
import io.cascade.openrouter.OpenRouterExchange;
import io.cascade.openrouter.UpstreamClient;
import io.cascade.routing.RoutingExchange;
import io.cascade.streams.DeadlineExchange;
import io.cascade.streams.HedgeExchange;
import io.cascade.streams.OpenCalls;
import reactor.core.scheduler.Scheduler;

/**
 * Stacks the stages of a call, innermost first. The order is the behaviour: a stage sees
 * what the ones above it send down, once for each hop below routing, once for each call
 * above it.
 *
 * @param clients the upstreams
 * @param interceptors may end a walk early
 * @param openCalls knows the calls under way
 * @param scheduler runs all timers, and is the clock for what is measured
 * @param clock tells the date
 */
record ExchangePipeline(List<UpstreamClient> clients, List<FallbackInterceptor> interceptors, OpenCalls openCalls,
		Scheduler scheduler, Clock clock) {

	Exchange create() {
		Exchange exchange = new OpenRouterExchange(this.clients);
		// per hop, to come: observation, bulkhead and rate limit, cost, retry
		exchange = new HedgeExchange(exchange, this.scheduler);
		exchange = new RoutingExchange(exchange, this.interceptors, this.clock, this::nanoTime);
		// per call, to come: observation
		return new DeadlineExchange(exchange, this.openCalls, this.scheduler);
	}

	private long nanoTime() {
		return this.scheduler.now(TimeUnit.NANOSECONDS);
	}

}
